/* Tables that sort by any of their columns. */

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

/* A column sorts when its heading is pressed; rows that came anew get no heading of their own. */
export function sortTables(root) {
  root.addEventListener("click", (event) => {
    const sorter = event.target.closest("button.sorter")
    if (sorter) sortBy(sorter)
  })
  root.addEventListener("page-patched", () => makeSortable(root))
  root.addEventListener("table-filled", () => {
    for (const heading of root.querySelectorAll("table.twin th[aria-sort]")) heading.removeAttribute("aria-sort")
    makeSortable(root)
  })
  makeSortable(root)
}
