/* Keeps the map of England alive: one path for each class, never an element for each area. The
   server's squares stand until the shapes are there; then areas are painted from short texts, found
   under the pointer by a grid, and moved by a transform while the hand moves and by the viewBox
   when it rests. What a map shows is its state, the JSON beside it (viewmodel/england_state.py). */

import { written } from "./column.js"
import { drawLegend } from "./legend.js"
import { Looking } from "./looking.js"
import { shapesAt } from "./shapes.js"

const ENGLAND_SVG = "http://www.w3.org/2000/svg"
const ENGLAND_WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }
const ENGLAND_CLOSEST = 60 // times that the whole can be enlarged
const ENGLAND_TOLD = "Point at an area, or move to the map and from area to area with the arrow keys."
const RESTED = 140 // milliseconds without a move, after which the map is drawn sharply again
const THIN = 10 // units of the grid to one of a whole map's: less than a pixel
const SQUARE = 100 // units of the grid on which areas are looked up

/* Areas out of the row of numbers that geo/national_fit.py describes: each area's corners, where it
   lies, and its path thinned to about a pixel of the whole map. Other work is let in between. */
export async function unrolled(shape) {
  const xs = new Int16Array(shape.length)
  const ys = new Int16Array(shape.length)
  const starts = [0]
  const ring = new Int16Array(65536)
  const [rings, boxes, thin] = [[], [], []]
  let [at, held, beginX, beginY] = [0, 0, 0, 0]
  while (at < shape.length) {
    const own = []
    let [left, top, right, bottom] = [32767, 32767, -32768, -32768]
    for (let many = shape[at++]; many > 0; many--) {
      let [length, x, y] = [0, 0, 0]
      for (let parts = shape[at++], isFirst = true; parts > 0; parts--, isFirst = false) {
        const reference = shape[at++]
        if (reference === 0) {
          if (isFirst) {
            x = beginX += shape[at++]
            y = beginY += shape[at++]
          }
          xs[held] = x
          ys[held++] = y
          for (let steps = shape[at++]; steps > 0; steps--) {
            ring[length++] = x
            ring[length++] = y
            xs[held] = x += shape[at++]
            ys[held++] = y += shape[at++]
          }
          starts.push(held)
          continue
        }
        const arc = starts.length - 1 - Math.abs(reference)
        const [from, to] = [starts[arc], starts[arc + 1] - 1]
        const step = reference < 0 ? 1 : -1
        let point = reference < 0 ? from : to
        for (const end = reference < 0 ? to : from; point !== end; point += step) {
          ring[length++] = xs[point]
          ring[length++] = ys[point]
        }
        x = xs[point]
        y = ys[point]
      }
      for (let i = 0; i < length; i += 2) {
        if (ring[i] < left) left = ring[i]
        if (ring[i] > right) right = ring[i]
        if (ring[i + 1] < top) top = ring[i + 1]
        if (ring[i + 1] > bottom) bottom = ring[i + 1]
      }
      own.push(ring.slice(0, length))
    }
    rings.push(own)
    boxes.push([left, top, right, bottom])
    thin.push(traceOf(own, THIN))
    if (rings.length % 6000 === 0) await new Promise((done) => setTimeout(done, 0))
  }
  return { rings, boxes, thin, full: [] }
}

/* SVG path data of rings in units of that many; corners that fall together are one. */
function traceOf(rings, unit) {
  let path = ""
  for (const ring of rings) {
    let [x, y, corners, drawn] = [0, 0, 0, ""]
    for (let i = 0; i < ring.length; i += 2) {
      const toX = Math.round(ring[i] / unit)
      const toY = Math.round(ring[i + 1] / unit)
      if (!corners) drawn = `M${toX} ${toY}l`
      else if (toX === x && toY === y) continue
      else drawn += toX - x + " " + (toY - y) + " "
      x = toX
      y = toY
      corners++
    }
    if (corners > 2) path += drawn + "z"
  }
  return path
}

/* Whether a point lies inside an area's rings, by how often a line to the right crosses them. */
export function isInside(rings, x, y) {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [xi, yi, xj, yj] = [ring[i], ring[i + 1], ring[j], ring[j + 1]]
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
    }
  }
  return inside
}

export class EnglandMap {
  constructor(figure, root) {
    this.figure = figure
    this.root = root
    this.svg = figure.querySelector("svg.map")
    this.state = JSON.parse(root.querySelector("script.england-state").textContent)
    this.looking = new Looking(this, ENGLAND_CLOSEST)
    this.pointed = -1
    this.chosen = -1
    this.read()
    this.listen()
    this.painted = this.shapesAt(this.state.shapes).then((shapes) => this.take(shapes))
    figure.dataset.alive = "yes"
  }

  get box() {
    return this.looking.box
  }

  read() {
    this.classes = this.state.classes
    this.digits = this.state.values.split(",")
  }

  /* The shapes of an address: asked for once, unrolled once. */
  async shapesAt(address) {
    const found = await shapesAt(address)
    found.drawn ??= unrolled(found.shape)
    return [found, await found.drawn]
  }

  take([found, drawn]) {
    Object.assign(this, { found, ...drawn, squares: null })
    this.at = new Map(found.codes.map((code, at) => [code, at]))
    this.draw()
    this.svg.querySelector(".coarse").replaceChildren()
    this.mark("chosen", this.at.get(this.state.area) ?? -1)
    this.mark("pointed", -1)
    this.makeReachable()
    this.figure.dataset.drawn = this.state.shapes
  }

  /* Takes over what has changed of the state, after the change before. Rejects, for good, when shapes
     cannot be had that a change needs. */
  paint(change) {
    this.painted = this.painted.then(async () => {
      this.repaint(change, change.shapes && (await this.shapesAt(change.shapes)))
    })
    return this.painted
  }

  repaint(change, shapes) {
    Object.assign(this.state, change)
    this.read()
    if (change.colours) this.colour()
    if (change.legend || change.how) drawLegend(this.root, this.state)
    this.svg.setAttribute("aria-label", this.state.name)
    if (shapes) this.take(shapes)
    else {
      if (change.classes || change.css) this.draw()
      this.mark("chosen", this.at.get(this.state.area) ?? -1)
      this.tell(this.pointed)
    }
    document.dispatchEvent(new CustomEvent("map-painted"))
  }

  colour() {
    for (const scope of [this.figure, this.root.querySelector(".map-legend")]) {
      this.state.colours.forEach((colour, i) => scope?.style.setProperty(`--k${i}`, colour))
    }
  }

  /* One path for each class, of the areas in sight: a whole map is five long strings. */
  draw() {
    const { css } = this.state
    const parts = css.map(() => [])
    const [left, top, right, bottom] = this.inSight()
    const isWhole = this.box[2] * 1.7 > this.state.box[2]
    for (let at = 0; at < this.rings.length; at++) {
      const box = this.boxes[at]
      if (box[2] < left || box[0] > right || box[3] < top || box[1] > bottom) continue
      parts[this.classes.charCodeAt(at) - 48].push(isWhole ? this.thin[at] : this.path(at))
    }
    const group = this.svg.querySelector(".classes")
    group.setAttribute("transform", `scale(${isWhole ? THIN : 1})`)
    for (const pattern of this.svg.querySelectorAll("pattern")) {
      const turned = pattern.dataset.turned ? ` rotate(${pattern.dataset.turned})` : ""
      const size = this.box[2] / 1000 / (isWhole ? THIN : 1)
      pattern.setAttribute("patternTransform", `scale(${size})${turned}`)
    }
    while (group.children.length < css.length) group.append(document.createElementNS(ENGLAND_SVG, "path"))
    while (group.children.length > css.length) group.lastChild.remove()
    parts.forEach((paths, kind) => {
      group.children[kind].setAttribute("class", css[kind])
      group.children[kind].setAttribute("d", paths.join(""))
    })
  }

  /* An area's path as finely as it is held, made when it is first looked at closely. */
  path(at) {
    return (this.full[at] ??= traceOf(this.rings[at], 1))
  }

  /* What is drawn: the view, and as much again on each side, so that a move shows no edge. */
  inSight() {
    const [x, y, width, height] = this.box
    return [x - width, y - height, x + 2 * width, y + 2 * height]
  }

  mark(kind, at) {
    this.svg.querySelector(`.${kind}`).setAttribute("d", at < 0 ? "" : this.path(at))
    this[kind] = at
  }

  label(at) {
    const { found, state } = this
    const authority = found.places[found.place[at]]?.[1]
    const digits = this.digits[at]
    const figure = digits ? `${written(digits, state.format)}${state.unit ? ` ${state.unit}` : ""}` : state.missing
    return `${found.names[at]}${authority ? `, ${authority}` : ""}: ${figure}, ${state.period}`
  }

  tell(at, isSaid = false) {
    const shown = at >= 0 ? at : this.chosen
    const words = shown >= 0 ? this.label(shown) : ENGLAND_TOLD
    this.figure.querySelector(".map-told").textContent = words
    if (isSaid) this.figure.querySelector(".england-said").textContent = words
    this.makeReachable()
  }

  point(at, isSaid = false) {
    if (at === this.pointed && !isSaid) return
    this.mark("pointed", at)
    this.tell(at, isSaid)
  }

  /* The one element that keys reach: it outlines the area at which they are. */
  makeReachable() {
    const over = this.svg.querySelector(".pointed")
    const at = this.pointed >= 0 ? this.pointed : this.chosen
    over.setAttribute("tabindex", "0")
    over.setAttribute("role", "button")
    over.setAttribute("aria-label", at >= 0 ? this.label(at) : "Areas of England: move with the arrow keys")
    over.setAttribute("aria-pressed", String(at >= 0 && at === this.chosen))
  }

  /* Areas by the squares of a grid that their boxes touch; made when first asked for. */
  under(x, y) {
    if (!this.squares) {
      this.squares = new Map()
      this.boxes.forEach(([left, top, right, bottom], at) => {
        for (let i = Math.floor(left / SQUARE); i <= right / SQUARE; i++) {
          for (let j = Math.floor(top / SQUARE); j <= bottom / SQUARE; j++) {
            const key = i * 1000 + j
            const held = this.squares.get(key)
            if (held) held.push(at)
            else this.squares.set(key, [at])
          }
        }
      })
    }
    const near = this.squares.get(Math.floor(x / SQUARE) * 1000 + Math.floor(y / SQUARE)) ?? []
    return near.find((at) => isInside(this.rings[at], x, y)) ?? -1
  }

  middle(at) {
    const [left, top, right, bottom] = this.boxes[at]
    return [(left + right) / 2, (top + bottom) / 2]
  }

  /* The nearest area in the direction; how far to the side it lies counts against it. */
  step(at, key) {
    const [dx, dy] = ENGLAND_WAYS[key]
    const [x, y] = at >= 0 ? this.middle(at) : [this.box[0] + this.box[2] / 2, this.box[1] + this.box[3] / 2]
    if (at < 0) return this.nearest(x, y, () => 0)
    return this.nearest(x, y, (ox, oy, far) => {
      const cosine = (ox * dx + oy * dy) / far
      return cosine > 0.5 ? 1 / cosine : Infinity
    }, at)
  }

  nearest(x, y, weight, not = -1) {
    let [found, least] = [-1, Infinity]
    for (let at = 0; at < this.boxes.length; at++) {
      if (at === not) continue
      const [ox, oy] = this.middle(at)
      const far = Math.hypot(ox - x, oy - y) || 1
      if (far >= least) continue
      const cost = far * (weight(ox - x, oy - y, far) || 1)
      if (cost < least) [found, least] = [at, cost]
    }
    return found
  }

  choose(at) {
    if (at < 0) return
    this.mark("chosen", at)
    this.state.area = this.found.codes[at]
    this.tell(at)
    const changes = { area: this.state.area }
    const asked = new CustomEvent("page-ask", { bubbles: true, cancelable: true, detail: { changes } })
    if (!this.figure.dispatchEvent(asked)) return
    const query = new URLSearchParams(location.search)
    query.set("area", this.state.area)
    location.assign(`${location.pathname}?${query}`)
  }

  /* Moves at once by a transform, which costs no drawing; what is seen is drawn when it rests. */
  look(_box, isAtOnce) {
    clearTimeout(this.resting)
    if (isAtOnce) return this.settle()
    this.resting = setTimeout(() => this.settle(), RESTED)
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null
      this.svg.classList.add("is-moving")
      const [x, y, width] = this.drawnBox ?? this.state.box
      const scale = width / this.box[2]
      const pixel = this.figure.querySelector(".map-frame").clientWidth / this.box[2]
      this.svg.style.transform = `translate(${(x - this.box[0]) * pixel}px, ${(y - this.box[1]) * pixel}px) scale(${scale})`
    })
  }

  settle() {
    cancelAnimationFrame(this.frame)
    this.frame = null
    this.drawnBox = this.box
    this.svg.style.transform = ""
    this.svg.classList.remove("is-moving")
    this.svg.setAttribute("viewBox", this.box.join(" "))
    this.figure.classList.toggle("is-close", this.looking.isClose)
    if (this.rings) this.draw()
  }

  /* Brings an area that keys have reached into view. */
  follow(at) {
    const [mx, my] = this.middle(at)
    const [x, y, width, height] = this.box
    if (mx > x && mx < x + width && my > y && my < y + height) return
    this.looking.to(this.looking.kept([mx - width / 2, my - height / 2, width, height]))
  }

  onMap({ clientX, clientY }) {
    const frame = this.figure.querySelector(".map-frame").getBoundingClientRect()
    const unit = this.box[2] / frame.width
    return [this.box[0] + (clientX - frame.left) * unit, this.box[1] + (clientY - frame.top) * unit]
  }

  listen() {
    const { svg } = this
    let pointing = null
    svg.addEventListener("pointermove", (event) => {
      if (event.buttons && this.looking.wasDragged) return
      const spot = { clientX: event.clientX, clientY: event.clientY }
      pointing ??= requestAnimationFrame(() => {
        pointing = null
        if (this.rings) this.point(this.under(...this.onMap(spot)))
      })
    })
    svg.addEventListener("pointerleave", () => this.rings && this.point(-1))
    svg.addEventListener("click", (event) => {
      if (this.rings && !this.looking.wasDragged) this.choose(this.under(...this.onMap(event)))
    })
    // Not on the drawing itself: browsers let the Tab key stop at one that listens for the focus.
    svg.parentElement.addEventListener("focusin", (event) => {
      if (this.rings && svg.contains(event.target)) this.point(this.pointed >= 0 ? this.pointed : this.chosen, true)
    })
    svg.addEventListener("keydown", (event) => this.rings && this.onKey(event))
  }

  /* Where to look closer: at the chosen area where there is one. */
  centre() {
    return this.chosen >= 0 ? this.middle(this.chosen) : undefined
  }

  onKey(event) {
    const at = this.pointed >= 0 ? this.pointed : this.chosen
    if (event.key in ENGLAND_WAYS) {
      event.preventDefault()
      const next = this.step(at, event.key)
      if (next < 0) return
      this.point(next, true)
      this.follow(next)
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault()
      this.choose(at)
    } else if (event.key === "+" || event.key === "-") {
      this.looking[event.key === "+" ? "closer" : "farther"](at >= 0 ? this.middle(at) : undefined)
    }
  }
}

/* Brings the root's map of England to life, if it has one, and keeps it the one the wire paints. */
export function bringEnglandToLife(root) {
  const start = () => {
    const figure = root.querySelector("figure.england:not([data-alive])")
    return figure && root.querySelector("script.england-state") ? new EnglandMap(figure, root) : null
  }
  let map = start()
  root.addEventListener("map-paint", (event) => {
    if (!map?.figure.isConnected) map = start()
    else event.detail.painted = map.paint(event.detail.change)
  })
  return () => map
}
