/* Where on a map one looks: closer or farther, to the sides, by buttons, by wheel or by hand, and
   never off the map. A map has `svg` and `figure`, its whole as `state.box`, `look(box, isAtOnce)`
   that shows a part of it, `onMap(event)` and `centre()`: where a pointer is, and what to look at. */

const CLOSER = 0.6
const NOTCH = 1.25 // of a wheel
const SIDEWAYS = 0.3 // of what is seen
const MOVES = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }
const A_DRAG = 4 // pixels, below which a press is a press

/* Where the middle of a hand's first two fingers is, and how far they are apart; 1 for one alone. */
function handOf(fingers) {
  const [one, other = one] = fingers.values()
  const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
  return { x: (one.clientX + other.clientX) / 2, y: (one.clientY + other.clientY) / 2, spread: Math.max(apart, 1) }
}

export class Looking {
  /* `closest`: how many times the whole can be enlarged. */
  constructor(map, closest) {
    this.map = map
    this.closest = closest
    this.box = map.state.box
    this.wasDragged = false
    this.listen()
  }

  get whole() {
    return this.map.state.box
  }

  get isClose() {
    return this.box[2] < this.whole[2] * 0.99
  }

  to(box, isAtOnce = true) {
    this.box = box
    this.map.look(box, isAtOnce)
  }

  closer(at, isAtOnce) {
    this.zoom(CLOSER, at, isAtOnce)
  }

  farther(at, isAtOnce) {
    this.zoom(1 / CLOSER, at, isAtOnce)
  }

  zoom(by, at, isAtOnce) {
    const [x, y, width, height] = this.box
    const [cx, cy] = at ?? [x + width / 2, y + height / 2]
    const scale = Math.min(Math.max(by, this.whole[2] / this.closest / width), this.whole[2] / width)
    this.to(this.kept([cx - (cx - x) * scale, cy - (cy - y) * scale, width * scale, height * scale]), isAtOnce)
  }

  /* The box moved so that it stays on the map. */
  kept([x, y, width, height]) {
    const [left, top, wide, high] = this.whole
    const within = (value, low, high) => (low > high ? (low + high) / 2 : Math.min(Math.max(value, low), high))
    return [within(x, left, left + wide - width), within(y, top, top + high - height), width, height]
  }

  pan(dx, dy, isAtOnce) {
    const [x, y, width, height] = this.box
    this.to(this.kept([x + dx * width, y + dy * height, width, height]), isAtOnce)
  }

  /* Moved only so far that the point is seen. */
  bring([x, y]) {
    const [left, top, width, height] = this.box
    if (x > left && x < left + width && y > top && y < top + height) return
    this.to(this.kept([x - width / 2, y - height / 2, width, height]))
  }

  /* Moved and enlarged so that what was taken hold of stays under the hand. */
  follow(grip, hand) {
    const frame = this.map.svg.parentElement.getBoundingClientRect()
    const [x, y, width, height] = grip.box
    const scale = Math.min(Math.max((width * grip.spread) / hand.spread, this.whole[2] / this.closest), this.whole[2]) / width
    const along = (from, to) => ((from - to * scale) * width) / frame.width
    const moved = [x + along(grip.x - frame.left, hand.x - frame.left), y + along(grip.y - frame.top, hand.y - frame.top)]
    this.to(this.kept([...moved, width * scale, height * scale]), false)
  }

  /* A pointer moves a map that is enlarged; two fingers enlarge any. One finger on the whole map is
     left to the browser, which scrolls the page by it (touch-action in site.css). */
  listen() {
    const { svg, figure } = this.map
    const fingers = new Map() // where each pointer is that is down on the map, by its id
    let grip = null
    const grasp = () => {
      const isHeld = fingers.size > 1 || (fingers.size && this.isClose)
      grip = isHeld ? { box: this.box, ...handOf(fingers) } : null
      this.wasDragged ||= fingers.size > 1
    }
    const release = ({ pointerId }) => fingers.delete(pointerId) && grasp()
    svg.addEventListener("pointerdown", (event) => {
      if (event.isPrimary) fingers.clear()
      if (!fingers.size) this.wasDragged = false
      if (event.button === 0) fingers.set(event.pointerId, event)
      grasp()
    })
    svg.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return
      if (!event.buttons) return release(event) // it was let go beside the map
      fingers.set(event.pointerId, event)
      if (!grip) return
      const hand = handOf(fingers)
      this.wasDragged ||= Math.hypot(hand.x - grip.x, hand.y - grip.y) > A_DRAG
      if (this.wasDragged) this.follow(grip, hand)
    })
    svg.addEventListener("pointerup", release)
    svg.addEventListener("pointercancel", release)
    // Two fingers would scroll the page, too, where one may.
    const keep = (event) => fingers.size > 1 && event.cancelable && event.preventDefault()
    svg.addEventListener("touchstart", keep, { passive: false })
    svg.addEventListener("touchmove", keep, { passive: false })
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      this.zoom(event.deltaY > 0 ? NOTCH : 1 / NOTCH, this.map.onMap(event), false)
    }, { passive: false })
    figure.addEventListener("click", (event) => {
      const tool = event.target.closest("button[data-look]")?.dataset.look
      if (tool === "closer") this.closer(this.map.centre())
      if (tool === "farther") this.farther()
      if (tool === "whole") this.to(this.whole)
      if (tool in MOVES) this.pan(MOVES[tool][0] * SIDEWAYS, MOVES[tool][1] * SIDEWAYS, false)
    })
  }
}
