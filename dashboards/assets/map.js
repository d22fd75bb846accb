/* Keeps a map alive that the server drew: paints values on it, walks it with the arrow keys, picks
   areas, zooms, and filters by the distribution. What a map shows is its state, the JSON beside it;
   an answer of the server holds only what of the state has changed. */

import { Column, written } from "./column.js"
import { whenSeen } from "./frames.js"
import { drawLegend } from "./legend.js"
import { Looking } from "./looking.js"
import { meshOf, neighboursIn, pathsOf, shapesAt } from "./shapes.js"
import { SVG, Strip } from "./strip.js"
import { Twin } from "./twin.js"
import { isArrow, stepsOf } from "./walk.js"

const MOST_CLASSES = 10
const FINGER = 24 // pixels across, at least, of what a finger can hit
const CLOSEST = 40 // times that the whole can be enlarged
const NUMBER = /^-?[0-9]{1,15}(\.[0-9]{1,20})?(e-[0-9]{1,2})?$/ // as in dashboards/selection.py
const POINT_TOLD = "Point at an area, or move to the map and from area to area with the arrow keys."

export class AreaMap {
  constructor(figure, root) {
    this.figure = figure
    figure.dataset.map = Math.random().toString(36).slice(2) // several maps can be on a page
    this.paints = document.createElement("style")
    figure.prepend(this.paints)
    this.root = root
    this.svg = figure.querySelector("svg.map")
    this.areas = [...this.svg.querySelectorAll(".area")]
    this.state = JSON.parse(root.querySelector("script.map-state").textContent)
    this.looking = new Looking(this, CLOSEST)
    this.pointed = -1
    this.painted = Promise.resolve()
    this.kinds = [] // the class of each area as it is painted; unknown until it is painted once
    this.number()
    this.read()
    this.range = this.askedRange()
    this.strip = new Strip(root.querySelector(".strip"), this)
    this.twin = new Twin(root.querySelector(".twin"), this)
    this.colour()
    this.listen()
    this.makeReachable()
    this.filter(...this.range)
    figure.dataset.alive = "yes"
  }

  /* Columns of figures, classes as positions: what the other methods work with. */
  read() {
    const { columns, classes } = this.state
    this.columns = columns.map((column) => new Column(column))
    this.classes = Array.from(classes, (letter) => parseInt(letter, 36))
  }

  /* The position of each area by its code. */
  number() {
    this.at = new Map(this.state.codes.map((code, at) => [code, at]))
  }

  isBeyond(at) {
    const { place, placed, places } = this.state
    return place !== "" && places[Number(placed[at])]?.[0] !== place
  }

  /* What a cell of the table and a label say of an area in a column. */
  told(at, column) {
    if (!column.digits) return column.words[this.classes[at]] ?? ""
    const digits = column.digits[at]
    return /\d/.test(digits) ? written(digits, column.format) : this.state.reasons[digits]
  }

  label(at) {
    const { names, places, placed, period, said } = this.state
    const place = places[Number(placed[at])]?.[1]
    const where = place && place !== names[at] ? `${names[at]}, ${place}` : names[at]
    const told = []
    this.columns.forEach((column, i) => {
      if (!column.digits) return // it says what is said of the class
      const unit = column.unit && !Number.isNaN(column.numbers[at]) ? ` ${column.unit}` : ""
      told.push(`${i ? column.heading + " " : ""}${this.told(at, column)}${unit}`)
    })
    const standing = said[this.classes[at]]
    return `${where}: ${told.join("; ")}${standing ? `, ${standing}` : ""}, ${period}`
  }

  /* Takes over what has changed of the state and paints it, after the change before: each is what
     differs from that. Rejects, for good, when shapes cannot be had that a change needs. */
  paint(change) {
    this.painted = this.painted.then(async () => {
      const isNewlyOutlined = change.outline && change.outline !== "none" && !this.document
      const needed = change.shapes ?? (isNewlyOutlined ? this.state.address : "")
      if (needed) this.document = await shapesAt(needed)
      this.repaint(change)
    })
    return this.painted
  }

  /* Of all that follows a change no more is done here than what can be seen on the map itself. */
  repaint(change) {
    this.twin.wait()
    const before = this.columns.map((column) => column.heading).join()
    Object.assign(this.state, change)
    if (change.shapes) this.reshape()
    if (change.shapes || change.place !== undefined) this.steps = null
    this.read()
    const { css, area } = this.state
    if (change.colours || change.line) this.colour()
    if (change.classes || change.css || change.place !== undefined || change.shapes) {
      this.areas.forEach((path, at) => {
        const kind = this.isBeyond(at) ? "beyond" : css[this.classes[at]]
        if (this.kinds[at] !== kind) path.setAttribute("class", `area ${kind}`)
        this.kinds[at] = kind
      })
    }
    if (change.outline !== undefined || change.shapes) this.outline()
    if (change.labels) this.write(change.labels)
    if (change.box) this.looking.to(change.box)
    this.mark("chosen", this.at.get(area) ?? -1)
    this.filter(...this.askedRange())
    // Styles are worked out now, while the screen's next frame is waited for, and not in that frame.
    this.svg.getBoundingClientRect()
    const isAnew = Boolean(change.shapes) || before !== this.columns.map((column) => column.heading).join()
    this.figure.dispatchEvent(new CustomEvent("map-painted", { bubbles: true, composed: true }))
    // The map is looked at first: legend and table follow when it has been seen, a frame later.
    this.unexplained = change.legend || change.how || this.unexplained
    this.unfilled = ["columns", "classes", "place", "caption"].some((name) => name in change) || this.unfilled
    this.anew = isAnew || this.anew
    whenSeen(() => this.follow())
  }

  /* What stands beside the map, brought to what the map shows now. */
  follow() {
    this.svg.setAttribute("aria-label", this.state.name)
    this.tell()
    this.makeReachable()
    if (this.unexplained) drawLegend(this.root, this.state)
    this.unexplained = false
    this.strip.draw()
    if (this.anew || this.unfilled) this.twin.fill(this.anew)
    else this.twin.choose(this.at.get(this.state.area) ?? -1)
    this.anew = this.unfilled = false
  }

  /* The colours of the classes, for the map and for what is drawn beside it. Areas are many and have
     rules of their own: to look up a variable for each takes as long again as all else of its style. */
  colour() {
    const { colours, line } = this.state
    if (colours.join() !== this.coloured) {
      const own = `.mapped:where([data-map="${this.figure.dataset.map}"])`
      this.paints.textContent = colours.map((colour, i) => `${own} .k${i}{fill:${colour}}`).join("")
      this.coloured = colours.join()
    }
    if (line !== this.line) this.figure.style.setProperty("--line", line)
    this.line = line
    for (const scope of this.root.querySelectorAll(".strip, .map-legend")) {
      for (let i = 0; i < MOST_CLASSES; i++) {
        if (colours[i]) scope.style.setProperty(`--k${i}`, colours[i])
        else scope.style.removeProperty(`--k${i}`)
      }
    }
  }

  reshape() {
    const found = this.document
    const paths = pathsOf(found)
    Object.assign(this.state, { codes: found.codes, names: found.names, places: found.places })
    this.state.placed = found.place.join("")
    this.number()
    const drawn = document.createDocumentFragment()
    this.areas = paths.map((data, at) => {
      const path = document.createElementNS(SVG, "path")
      path.setAttribute("class", "area")
      path.dataset.code = found.codes[at]
      path.setAttribute("d", data)
      drawn.append(path)
      return path
    })
    this.kinds = []
    this.svg.querySelector(".areas").replaceChildren(drawn)
    this.mark("pointed", -1)
  }

  outline() {
    const by = this.state.outline
    const line = this.svg.querySelector(".outline")
    if (by === "none") return line.setAttribute("d", "")
    const found = this.document
    const group = by === "place" ? found.place : found.parents[by]
    line.setAttribute("d", group ? meshOf(found, group) : "")
    if (by !== "place") return this.svg.querySelector(".districts").setAttribute("d", meshOf(found, found.place))
    this.svg.querySelector(".districts").setAttribute("d", "")
  }

  write(labels) {
    const made = labels.map(([words, x, y, size]) => {
      const text = document.createElementNS(SVG, "text")
      text.setAttribute("x", x)
      text.setAttribute("y", y)
      text.setAttribute("font-size", size)
      text.textContent = words
      return text
    })
    this.svg.querySelector(".labels").replaceChildren(...made)
  }

  /* A second drawing of one area on top of all: nothing next to it can cover its edge. */
  mark(kind, at) {
    const over = this.svg.querySelector(`.${kind}`)
    over.setAttribute("d", at < 0 ? "" : this.areas[at].getAttribute("d"))
    if (kind === "pointed") this.pointed = at
  }

  point(at) {
    if (at === this.pointed) return
    this.mark("pointed", at)
    this.twin.point(at)
    this.strip.point(at)
    this.tell()
  }

  /* What the map says in words: of the area pointed at, else of the one picked out. */
  tell() {
    const at = this.pointed >= 0 ? this.pointed : (this.at.get(this.state.area) ?? -1)
    const words = at >= 0 && !this.isBeyond(at) ? this.label(at) : POINT_TOLD
    const told = this.figure.querySelector(".map-told")
    if (told.textContent !== words) told.textContent = words
  }

  makeReachable() {
    const old = this.svg.querySelector('.area[tabindex="0"]')
    const chosen = this.at.get(this.state.area)
    const first = this.twin.first() ?? this.areas.findIndex((_, at) => !this.isBeyond(at))
    const at = chosen ?? (old && !old.classList.contains("beyond") ? this.areas.indexOf(old) : first)
    if (at >= 0) this.makeReach(at)
  }

  makeReach(at) {
    const old = this.svg.querySelector('.area[tabindex="0"]')
    if (old && old !== this.areas[at]) {
      for (const name of ["tabindex", "role", "aria-label", "aria-pressed"]) old.removeAttribute(name)
    }
    const area = this.areas[at]
    area.setAttribute("tabindex", "0")
    area.setAttribute("role", "button")
    area.setAttribute("aria-label", this.label(at))
    area.setAttribute("aria-pressed", String(this.state.codes[at] === this.state.area))
  }

  focus(at) {
    this.makeReach(at)
    this.looking.bring(this.middle(at))
    this.areas[at].focus({ preventScroll: true })
  }

  /* The focus on the area picked out, or on the one given, with the map on the screen. */
  bringFocus(at = this.at.get(this.state.area)) {
    if (at === undefined) return
    this.focus(at)
    // What is said of the area stands above the map: both are seen where there is room for both.
    if (this.figure.getBoundingClientRect().height <= innerHeight) this.figure.scrollIntoView({ block: "start" })
    else this.areas[at].scrollIntoView({ block: "center" })
  }

  middle(at) {
    const { x, y, width, height } = this.areas[at].getBBox()
    return [x + width / 2, y + height / 2]
  }

  /* The area to which an arrow key leads; -1 at the edge. Worked out when a first one is pressed. */
  step(at, key) {
    this.steps ??= stepsOf(
      this.areas.map((_, at) => this.middle(at)),
      neighboursIn(this.areas.map((area) => area.getAttribute("d"))),
      [...this.areas.keys()].filter((at) => !this.isBeyond(at)),
    )
    return this.steps(at, key)
  }

  choose(at) {
    const code = this.state.codes[at]
    if (code === undefined) return
    this.state.area = code
    this.mark("chosen", at)
    this.makeReach(at)
    this.tell()
    this.twin.choose(at)
    this.strip.draw()
    this.ask({ area: code })
  }

  /* Asks for other choices: of the site's wire, of a notebook's, or by going to their address. */
  ask(changes) {
    const asked = new CustomEvent("page-ask", { bubbles: true, composed: true, cancelable: true, detail: { changes } })
    if (!this.figure.dispatchEvent(asked) || !this.figure.dataset.page) return
    const query = new URLSearchParams(location.search)
    for (const [name, value] of Object.entries(changes)) value ? query.set(name, value) : query.delete(name)
    location.assign(`${location.pathname}?${query}`)
  }

  /* The range that the address asks for; figures that are not ranked have none. */
  askedRange() {
    const isRanged = this.figure.dataset.page && !this.state.unranked && !this.isCategory
    const query = new URLSearchParams(isRanged ? location.search : "")
    const number = (name, otherwise) => {
      const asked = query.get(name) ?? ""
      return NUMBER.test(asked) ? Number(asked) : otherwise
    }
    const range = [number("lowest", -Infinity), number("highest", Infinity)]
    return range[0] <= range[1] ? range : [-Infinity, Infinity]
  }

  get isCategory() {
    const before = this.columns[0]?.format?.[1]
    return before === null || typeof before === "object"
  }

  /* Areas whose first figure is outside the range are left pale, in the map and in the table. */
  filter(lowest, highest) {
    this.range = [lowest, highest]
    const isWhole = lowest === -Infinity && highest === Infinity
    const numbers = isWhole ? null : this.columns[0]?.numbers
    this.isKept = (at) => isWhole || (numbers?.[at] >= lowest && numbers[at] <= highest)
    this.svg.classList.toggle("is-filtered", !isWhole)
    if (!isWhole || this.wasFiltered) {
      this.areas.forEach((area, at) => area.classList.toggle("is-out", !this.isKept(at)))
    }
    if (!isWhole || this.wasFiltered) this.twin.filter()
    this.wasFiltered = !isWhole
  }

  remember(lowest, highest) {
    if (!this.figure.dataset.page) return
    const query = new URLSearchParams(location.search)
    const set = (name, value) => (Number.isFinite(value) ? query.set(name, value) : query.delete(name))
    set("lowest", lowest)
    set("highest", highest)
    const words = String(query)
    history.replaceState(history.state, "", location.pathname + (words ? `?${words}` : ""))
    this.figure.dispatchEvent(new CustomEvent("address-changed", { bubbles: true, composed: true }))
  }

  look(box) {
    const width = box[2]
    this.svg.setAttribute("viewBox", box.join(" "))
    this.svg.style.setProperty("--unit", width / 1000)
    this.figure.classList.toggle("is-close", this.looking.isClose)
    for (const pattern of this.svg.querySelectorAll("pattern")) {
      const turned = pattern.dataset.turned ? ` rotate(${pattern.dataset.turned})` : ""
      pattern.setAttribute("patternTransform", `scale(${width / 1000})${turned}`)
    }
  }

  onMap({ clientX, clientY }) {
    const point = new DOMPoint(clientX, clientY).matrixTransform(this.svg.getScreenCTM().inverse())
    return [point.x, point.y]
  }

  listen() {
    const { svg } = this
    const areaOf = (event) => this.areas.indexOf(event.target.closest?.(".area"))
    svg.addEventListener("pointerover", (event) => {
      const at = areaOf(event)
      if (at >= 0 && !this.isBeyond(at)) this.point(at)
    })
    svg.addEventListener("pointerleave", () => this.point(-1))
    // Not on the drawing itself: browsers let the Tab key stop at one that listens for the focus.
    svg.parentElement.addEventListener("focusin", (event) => this.point(areaOf(event)))
    svg.parentElement.addEventListener("focusout", () => this.point(-1))
    svg.addEventListener("click", (event) => {
      const at = event.pointerType === "touch" ? this.underFinger(event, areaOf(event)) : areaOf(event)
      if (at < 0 || this.isBeyond(at) || this.looking.wasDragged) return
      this.choose(at)
      this.focus(at)
    })
    svg.addEventListener("keydown", (event) => this.onKey(event, areaOf(event)))
  }

  /* The area that a finger means: the nearest of those too small to be hit, where it is as near to its
     middle as a target of the least size would be; else the one hit. */
  underFinger({ clientX, clientY }, hit) {
    let [found, least] = [hit, FINGER / 2]
    this.areas.forEach((area, at) => {
      const { x, y, width, height } = area.getBoundingClientRect()
      if (Math.min(width, height) >= FINGER || this.isBeyond(at)) return
      const away = Math.hypot(clientX - x - width / 2, clientY - y - height / 2)
      if (away < least) [found, least] = [at, away]
    })
    return found
  }

  /* Where to look closer: at the chosen area where there is one. */
  centre() {
    const chosen = this.at.get(this.state.area)
    return chosen === undefined ? undefined : this.middle(chosen)
  }

  onKey(event, at) {
    if (at < 0) return
    if (isArrow(event.key)) {
      event.preventDefault()
      const next = this.step(at, event.key)
      if (next >= 0) this.focus(next)
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault()
      this.choose(at)
    } else if (event.key === "t" || event.key === "T") {
      event.preventDefault()
      this.twin.focus(at)
    } else if (event.key === "+" || event.key === "-") {
      this.looking[event.key === "+" ? "closer" : "farther"](this.middle(at))
    }
  }
}

/* Brings the root's map to life, if it has one, and keeps it the one that the wire paints. */
export function bringToLife(root) {
  const start = () => {
    const figure = root.querySelector("figure.mapped:not([data-alive])")
    return figure && root.querySelector("script.map-state") ? new AreaMap(figure, root) : null
  }
  let map = start()
  root.addEventListener("map-paint", (event) => {
    if (!map?.figure.isConnected) map = start()
    else event.detail.painted = map.paint(event.detail.change)
  })
  addEventListener("beforeprint", () => map?.twin.fillRest())
  // A new address may ask for another range, and comes after the map is painted.
  root.addEventListener("page-patched", () => {
    if (!map?.figure.isConnected) map = start()
    const range = map?.askedRange()
    if (!range || range.every((end, i) => end === map.range[i])) return
    map.filter(...range)
    map.strip.draw()
  })
  return () => map
}
