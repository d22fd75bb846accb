/* The distribution of a map's first figure, as bars in the map's colours; its two sliders leave
   areas outside their range pale. Sliders are the browser's own, so keys move them, too. */

import { written } from "./column.js"

export const SVG = "http://www.w3.org/2000/svg"
const BARS = 48
const WIDTH = 480
const HEIGHT = 64

export function shape(tag, attributes) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

export class Strip {
  constructor(place, map) {
    this.place = place
    this.map = map
    if (!place) return
    this.svg = shape("svg", { viewBox: `0 -14 ${WIDTH} ${HEIGHT + 16}`, class: "strip__drawing", "aria-hidden": "true" })
    place.querySelector(".strip__chart").replaceChildren(this.svg)
    this.sliders = [...place.querySelectorAll("input[type=range]")]
    for (const slider of this.sliders) {
      slider.addEventListener("input", () => this.brush(slider))
      slider.addEventListener("change", () => this.map.remember(...this.asked()))
    }
    place.querySelector("button").addEventListener("click", () => {
      this.map.filter(-Infinity, Infinity)
      this.map.remember(-Infinity, Infinity)
      this.draw()
    })
    this.draw()
  }

  /* What the sliders ask for: at the ends of the scale nothing is left out. */
  asked() {
    const [low, high] = this.sliders.map((slider) => Number(slider.value))
    return [low <= this.low ? -Infinity : low, high >= this.high ? Infinity : high]
  }

  brush(moved) {
    const [low, high] = this.sliders.map((slider) => Number(slider.value))
    if (low > high) (moved === this.sliders[0] ? this.sliders[1] : this.sliders[0]).value = moved.value
    this.map.filter(...this.asked())
    this.say()
  }

  say() {
    const column = this.map.columns[0]
    const scale = 10 ** column.format[0]
    const words = this.sliders.map((slider) => written(String(Math.round(Number(slider.value) * scale)), column.format))
    this.sliders.forEach((slider, i) => slider.setAttribute("aria-valuetext", words[i]))
    this.place.querySelector(".strip__range").textContent = `${words[0]} to ${words[1]}`
    const [low, high] = this.sliders.map((slider) => this.x(Number(slider.value)))
    this.cover.setAttribute("d", `M0 0H${low}V${HEIGHT}H0zM${high} 0H${WIDTH}V${HEIGHT}H${high}z`)
  }

  x(value) {
    return ((value - this.low) / (this.high - this.low || 1)) * WIDTH
  }

  draw() {
    if (!this.place) return
    const { map } = this
    const column = map.columns[0]
    const numbers = column?.numbers ?? []
    const held = [...numbers.keys()].filter((at) => !Number.isNaN(numbers[at]) && !map.isBeyond(at))
    this.place.hidden = held.length < 4 || map.state.unranked || map.isCategory
    if (this.place.hidden) return
    const everywhere = numbers.filter((number) => !Number.isNaN(number))
    this.low = Math.min(...everywhere)
    this.high = Math.max(...everywhere)
    const bars = new Map()
    const width = WIDTH / BARS
    for (const at of held) {
      const bar = Math.min(BARS - 1, Math.floor(this.x(numbers[at]) / width))
      const key = `${bar} ${map.classes[at]}`
      bars.set(key, (bars.get(key) ?? 0) + 1)
    }
    const heights = new Array(BARS).fill(0)
    for (const [key, count] of bars) heights[Number(key.split(" ")[0])] += count
    const unit = HEIGHT / Math.max(...heights)
    const drawn = []
    const top = new Array(BARS).fill(HEIGHT)
    for (const [key, count] of [...bars].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))) {
      const [bar, kind] = key.split(" ").map(Number)
      top[bar] -= count * unit
      drawn.push(shape("rect", { class: map.state.css[kind], x: bar * width + 0.5, y: top[bar], width: width - 1, height: count * unit }))
    }
    this.cover = shape("path", { class: "strip__cover", d: "" })
    this.pin = shape("path", { class: "strip__pin", d: "" })
    this.hover = shape("path", { class: "strip__hover", d: "" })
    const lines = []
    if (map.state.england !== null && map.state.england !== undefined) {
      const at = this.x(map.state.england)
      if (at >= 0 && at <= WIDTH) {
        const words = shape("text", { x: Math.min(Math.max(at, 24), WIDTH - 24), y: -4, class: "strip__words" })
        words.textContent = "England"
        lines.push(shape("path", { class: "strip__england", d: `M${at} 0V${HEIGHT}` }), words)
      }
    }
    this.svg.replaceChildren(...drawn, shape("path", { class: "strip__axis", d: `M0 ${HEIGHT}H${WIDTH}` }), ...lines, this.cover, this.pin, this.hover)
    const step = 10 ** -column.format[0]
    const [low, high] = map.range ?? [-Infinity, Infinity]
    this.sliders.forEach((slider, i) => {
      Object.assign(slider, { min: this.low, max: this.high, step })
      slider.value = i ? Math.min(high, this.high) : Math.max(low, this.low)
    })
    this.say()
    this.mark(this.pin, map.at.get(map.state.area) ?? -1)
  }

  mark(path, at) {
    const number = this.map.columns[0]?.numbers?.[at]
    const x = number === undefined || Number.isNaN(number) ? null : this.x(number)
    path.setAttribute("d", x === null ? "" : `M${x} ${HEIGHT}V-2M${x - 5} -10h10l-5 9z`)
  }

  point(at) {
    if (this.place && !this.place.hidden && this.hover) this.mark(this.hover, at)
  }
}
