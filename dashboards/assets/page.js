/* What needs no server: sorting a table, walking a map with the keyboard, showing an area's figure.
   `root` is the whole document on the site, and one cell's drawing in a notebook. */

const figures = (cell) => {
  const text = cell?.dataset.sort ?? cell?.textContent.trim() ?? ""
  return text === "" || Number.isNaN(Number(text)) ? text : Number(text)
}

function compare(a, b) {
  if (a === b) return 0
  if (a === "") return 1
  if (b === "") return -1
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b))
}

function sortBy(button) {
  const heading = button.closest("th")
  const table = heading.closest("table")
  const column = [...heading.parentNode.children].indexOf(heading)
  const descending = heading.getAttribute("aria-sort") === "ascending"
  const rows = [...table.tBodies[0].rows]
  rows.sort((one, two) => {
    const a = figures(one.cells[column])
    const b = figures(two.cells[column])
    return a === "" || b === "" ? compare(a, b) : compare(a, b) * (descending ? -1 : 1)
  })
  table.tBodies[0].append(...rows)
  for (const other of heading.parentNode.children) other.removeAttribute("aria-sort")
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending")
}

function makeSortable(root) {
  for (const heading of root.querySelectorAll("table[data-sortable] thead th:not([data-fixed])")) {
    if (heading.querySelector("button")) continue
    const button = document.createElement("button")
    button.type = "button"
    button.className = "sorter"
    button.append(...heading.childNodes)
    heading.append(button)
  }
}

function rowOf(root, code) {
  return root.querySelector(`tr[data-code="${CSS.escape(code)}"]`)
}

function point(root, area) {
  const told = root.querySelector("#map-told")
  if (told) told.textContent = area.getAttribute("aria-label")
  for (const row of root.querySelectorAll("tr.is-pointed")) row.classList.remove("is-pointed")
  rowOf(root, area.dataset.code)?.classList.add("is-pointed")
}

function step(area, key) {
  const all = [...area.closest("svg").querySelectorAll(".area")]
  const box = (other) => {
    const b = other.getBBox()
    return [b.x + b.width / 2, b.y + b.height / 2]
  }
  const [x, y] = box(area)
  const towards = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key]
  let best = null
  let least = Infinity
  for (const other of all) {
    if (other === area) continue
    const [ox, oy] = box(other)
    const along = (ox - x) * towards[0] + (oy - y) * towards[1]
    const across = Math.abs((ox - x) * towards[1]) + Math.abs((oy - y) * towards[0])
    if (along > 0 && along + 2 * across < least) {
      least = along + 2 * across
      best = other
    }
  }
  if (!best) return
  area.setAttribute("tabindex", "-1")
  best.setAttribute("tabindex", "0")
  best.focus()
}

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
  root.addEventListener("click", (event) => {
    const sorter = event.target.closest("button.sorter")
    if (sorter) sortBy(sorter)
    const area = event.target.closest("svg.map .area")
    if (area) rowOf(root, area.dataset.code)?.querySelector("a")?.click()
  })
  root.addEventListener("pointerover", (event) => {
    const area = event.target.closest?.("svg.map .area")
    if (area) point(root, area)
  })
  root.addEventListener("focusin", (event) => {
    const area = event.target.closest?.("svg.map .area")
    if (area) point(root, area)
  })
  root.addEventListener("keydown", (event) => {
    const area = event.target.closest?.("svg.map .area")
    if (!area) return
    if (event.key.startsWith("Arrow")) {
      event.preventDefault()
      step(area, event.key)
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault()
      rowOf(root, area.dataset.code)?.querySelector("a")?.click()
    }
  })
  root.addEventListener("page-patched", () => makeSortable(root))
  makeSortable(root)
}
