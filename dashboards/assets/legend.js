/* What a map's colours stand for, drawn anew when its classes change. */

import { shape } from "./strip.js"

/* One line a class: a swatch, its words and how many areas are in it. */
export function drawLegend(root, { legend, how }) {
  const list = root.querySelector(".map-legend ul")
  if (!list) return // a legend of two measures is a square, and comes whole
  const rows = legend.map(([css, words, areas]) => {
    const row = document.createElement("li")
    const swatch = shape("svg", { class: "swatch", width: 28, height: 18, viewBox: "0 0 28 18", "aria-hidden": "true" })
    swatch.append(shape("rect", { class: css, width: 28, height: 18 }))
    const count = document.createElement("span")
    count.className = "note"
    count.textContent = `(${areas.toLocaleString("en-GB")})`
    row.append(swatch, words, " ", count)
    return row
  })
  list.replaceChildren(...rows)
  root.querySelector(".map-legend > .note").textContent = how
}
