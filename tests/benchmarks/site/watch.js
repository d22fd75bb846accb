/* Measures a page from inside, in the same way for every contestant: `COLOURS` gives the colours of
   the areas now drawn, `ALIVE` whether the choice can be made, `AREAS` how many areas there are and
   `LEAST` how many of those looked at must have a colour.
   A look is taken as each frame begins, and its time in the task after it: then what was found has
   been painted, by that frame at the latest. */

(() => {
  const deep = (selector, root = document) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? deep(selector, one.shadowRoot) : [])),
  ]
  const fills = (selector) => {
    const areas = document.querySelectorAll(selector)
    if (areas.length < 0.9 * AREAS) return []
    const step = Math.max(1, Math.floor(areas.length / 100))
    return [...areas].filter((_, i) => i % step === 0).map((area) => getComputedStyle(area).fill)
  }
  const canvas = document.createElement("canvas")
  const pixels = (selector) => {
    const pen = canvas.getContext("2d", { willReadFrequently: true })
    const [wide, high] = [(canvas.width = 48), (canvas.height = 36)]
    for (const one of deep(selector)) if (one.width) pen.drawImage(one, 0, 0, wide, high)
    const data = pen.getImageData(0, 0, wide, high).data
    const isBlank = (i) => !data[i + 3] || (data[i] > 250 && data[i + 1] > 250 && data[i + 2] > 250)
    return Array.from({ length: wide * high }, (_, i) => (isBlank(4 * i) ? "" : data.slice(4 * i, 4 * i + 3).join()))
  }
  const colours = () => COLOURS
  const isMap = (found) => found.filter(Boolean).length >= LEAST && new Set(found).size >= 3
  const differs = (one, two) => one.filter((colour, i) => colour !== two[i]).length >= one.length / 10
  /* Calls `see` with what each frame began with, and the time when it was painted, until it says
     that it has seen enough. A frame is over in the first task after it, or when another begins. */
  const eachFrame = (see) => {
    let [found, isEnough] = [null, false]
    const settle = () => {
      if (found && !isEnough) isEnough = see(found, performance.now())
      found = null
    }
    const frame = () => {
      settle()
      if (isEnough) return
      found = document.body ? colours() : []
      scheduler.postTask(settle, { priority: "user-blocking" })
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  }

  /* The same between frames, as often as every two milliseconds: what is found is in the document,
     with its styles worked out, and is painted by the next frame. */
  const betweenFrames = (see) => {
    const look = () => see(colours(), performance.now()) || scheduler.postTask(look, { delay: 2 })
    scheduler.postTask(look, { delay: 2 })
  }

  const seen = {}
  eachFrame((found, now) => {
    if (!seen.map && isMap(found)) seen.map = now
    if (seen.map && (ALIVE)) seen.alive = now
    return seen.alive
  })

  /* Milliseconds from the choice until `each` finds a map of other colours. */
  const until = (each, choose, patience) =>
    new Promise((resolve, reject) => {
      const before = colours()
      const start = performance.now()
      choose()
      each((found, now) => {
        const isOther = isMap(found) && differs(before, found)
        if (isOther) resolve(now - start)
        else if (now - start > patience) reject(new Error("the map did not change"))
        return isOther || now - start > patience
      })
    })
  const frame = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const start = performance.now()
        scheduler.postTask(() => resolve(performance.now() - start), { priority: "user-blocking" })
      }),
    )

  /* Until the frame in which the map of other colours was painted. */
  const painted = (choose, patience) => until(eachFrame, choose, patience)
  /* The same without the wait for that frame to begin. */
  const worked = async (choose, patience) => (await until(betweenFrames, choose, patience)) + (await frame())
  window.bench = { seen, deep, painted, worked }
})()
