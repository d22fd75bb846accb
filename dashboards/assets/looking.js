/* Where on a map one looks: closer or farther, to the sides, by buttons, by wheel or by hand, and
   never off the map. A map has `svg` and `figure`, its whole as `state.box`, `look(box, isAtOnce)`
   that shows a part of it, `onMap(event)` and `centre()`: where a pointer is, and what to look at. */

const CLOSER = 0.6
const NOTCH = 1.25 // of a wheel
const SIDEWAYS = 0.3 // of what is seen
const MOVES = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }
const A_DRAG = 4 // pixels, below which a press is a press

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

  listen() {
    const { svg, figure } = this.map
    let grip = null
    svg.addEventListener("pointerdown", (event) => {
      this.wasDragged = false
      grip = this.isClose && event.button === 0 ? { x: event.clientX, y: event.clientY, box: this.box } : null
    })
    svg.addEventListener("pointermove", (event) => {
      if (!grip || !event.buttons) return
      const [dx, dy] = [event.clientX - grip.x, event.clientY - grip.y]
      this.wasDragged ||= Math.hypot(dx, dy) > A_DRAG
      if (!this.wasDragged) return
      const [x, y, width, height] = grip.box
      const unit = width / svg.parentElement.clientWidth
      this.to(this.kept([x - dx * unit, y - dy * unit, width, height]), false)
    })
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
