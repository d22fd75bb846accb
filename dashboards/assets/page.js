/* What needs no server: sorting a table, a map's own life, and opening what is folded for paper.
   `root` is the whole document on the site, and one cell's drawing in a notebook. */

import { bringEnglandToLife } from "./england.js"
import { bringToLife } from "./map.js"
import { seekByKey } from "./seek.js"
import { sortTables } from "./tables.js"

/* Where the style sheet cannot open what is folded away, it is opened before the page is printed. */
function openForPaper(root) {
  if (CSS.supports("selector(::details-content)")) return
  let opened = []
  addEventListener("beforeprint", () => {
    opened = [...root.querySelectorAll("details:not([open])")]
    for (const one of opened) one.open = true
  })
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false
  })
}

export function enliven(root) {
  openForPaper(root)
  sortTables(root)
  seekByKey(root, bringToLife(root))
  bringEnglandToLife(root)
}
