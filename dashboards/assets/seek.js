/* Looking for an area by name without a mouse: arrow keys go into what was found and back, Enter picks
   where there is only one, and who picked by key finds the area under the focus, on the map. */

export function seekByKey(root, map) {
  let isPicking = false // by key, and the answer is not here yet
  let isEntered = false // Enter was pressed before anything was found
  const input = () => root.querySelector("input[type=search]#seek")
  const found = () => [...root.querySelectorAll(".matches a")]

  const only = () => {
    const links = found()
    const typed = input()?.value.trim().toLocaleLowerCase("en-GB")
    const named = links.filter((link) => link.dataset.name?.toLocaleLowerCase("en-GB") === typed)
    return links.length === 1 ? links[0] : named.length === 1 ? named[0] : null
  }

  root.addEventListener("keydown", (event) => {
    const links = found()
    const at = links.indexOf(event.target)
    const isInput = event.target === input()
    if (!isInput && at < 0) return
    if (event.key === "ArrowDown" && links.length) {
      event.preventDefault()
      links[Math.min(at + 1, links.length - 1)].focus()
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault()
      ;(links[at - 1] ?? input()).focus()
    } else if (event.key === "Escape" && at >= 0) {
      input().focus()
    } else if (event.key === "Enter" && isInput) {
      const link = only()
      isEntered = !link
      if (!link) return
      event.preventDefault()
      link.click()
    }
  })
  // A press of a key on a link comes as a click without a pointer.
  root.addEventListener("click", (event) => {
    if (event.target.closest?.(".matches a")) isPicking = event.detail === 0
  }, true)
  root.addEventListener("input", () => (isEntered = false))
  root.addEventListener("page-patched", () => {
    if (isPicking) {
      isPicking = false
      map()?.bringFocus()
    } else if (isEntered && only()) {
      isEntered = false
      only().click()
    }
  })
}
