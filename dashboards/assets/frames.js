/* Calls `work` when what was drawn until now has been seen: in the task after the next frame. A page
   that is hidden draws no frames. */
export function whenSeen(work) {
  if (document.hidden) setTimeout(work, 0)
  else requestAnimationFrame(() => setTimeout(work, 0))
}
