/* A map in a notebook's cell: it asks the cell's own Python half (dashboards/map_cell.py) for what
   the site's pages ask the server, and keeps its choices to itself. */

import { enliven } from "./page.js"
import { queryOf, setPiece, showChoices, withChanges } from "./forms.js"
import { holdShapes } from "./shapes.js"

/* JupyterLab has commands on single keys, which it keeps from elements that are marked so: what it
   sees of a key pressed here is the outermost element that holds the cell's own tree. */
function keepKeys(drawn) {
  for (let root = drawn.getRootNode(); root.host; root = root.host.getRootNode()) {
    root.host.dataset.lmSuppressShortcuts = "true"
  }
}

export function render({ model }) {
  const drawn = document.createElement("div")
  drawn.className = "notebook-map"
  drawn.style.width = "100%"
  drawn.innerHTML = model.html.replaceAll("<\\/script", "<" + "/script")
  let query = model.query
  let serial = 0
  const ask = (next) => {
    query = next
    serial += 1
    model.send_msg({ query, serial })
  }
  enliven(drawn)
  drawn.addEventListener("focusin", () => keepKeys(drawn))
  drawn.addEventListener("page-ask", (event) => {
    event.preventDefault()
    ask(withChanges(event.detail.changes, query))
  })
  drawn.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-query]")
    if (!link || event.defaultPrevented) return
    event.preventDefault()
    ask(link.dataset.query)
  })
  drawn.addEventListener("submit", (event) => {
    event.preventDefault()
    clearTimeout(typing)
    ask(queryOf(event.target, query))
  })
  drawn.addEventListener("change", (event) => {
    const form = event.target.closest("form")
    if (form && event.target.matches("select, input[type=checkbox]")) ask(queryOf(form, query))
  })
  let typing = null
  drawn.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-as-typed]")
    if (!form || !event.target.matches("input[type=search]")) return
    clearTimeout(typing)
    typing = setTimeout(() => ask(queryOf(form, query)), 120)
  })
  model.on("msg:custom", (reply) => {
    for (const [name, html] of Object.entries(reply.fragments ?? {})) setPiece(drawn, `part-${name}`, html)
    for (const name of reply.gone ?? []) setPiece(drawn, `part-${name}`, "")
    for (const [address, shapes] of Object.entries(reply.shapes ?? {})) holdShapes(address, shapes)
    if (reply.paint) drawn.dispatchEvent(new CustomEvent("map-paint", { detail: { change: reply.paint } }))
    showChoices(drawn, new URLSearchParams(query))
    drawn.dispatchEvent(new CustomEvent("page-patched"))
  })
  return drawn
}
