/* The table beside a map: the same figures in the same words, filled by the map when it changes. */

const AT_ONCE = 40 // more rows than the table's window shows
const STEP = 20 // rows, which take about a millisecond
const PAUSE = 500 // milliseconds without a change, after which the rows out of sight follow
const PATIENCE = 3000 // milliseconds that they wait for the page's other scripts, and no longer

/* Calls `work` when the browser has nothing better to do, with the milliseconds it has left. */
function whenIdle(work) {
  if (!window.requestIdleCallback) return setTimeout(() => work(() => 8), 50)
  return requestIdleCallback((deadline) => work(() => deadline.timeRemaining()), { timeout: PATIENCE })
}

const notWhenIdle = (asked) => (window.cancelIdleCallback ?? clearTimeout)(asked)

function cell(tag, words, attributes = {}) {
  const made = document.createElement(tag)
  made.textContent = words
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

export class Twin {
  constructor(whole, map) {
    this.whole = whole
    this.map = map
    whole?.addEventListener("click", (event) => {
      const link = event.target.closest("tr[data-code] a")
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      map.choose(map.at.get(link.closest("tr").dataset.code))
    })
    // Before the rows are sorted, all must be there.
    whole?.addEventListener("click", (event) => event.target.closest("button.sorter") && this.fillRest(), true)
    whole?.addEventListener("pointerover", (event) => map.point(this.positionOf(event)))
    whole?.addEventListener("pointerleave", () => map.point(-1))
    whole?.addEventListener("focusin", (event) => map.point(this.positionOf(event)))
    whole?.addEventListener("keydown", (event) => {
      const at = this.positionOf(event)
      if ((event.key !== "m" && event.key !== "M") || at < 0) return
      event.preventDefault()
      map.bringFocus(at)
    })
    this.window = whole?.closest(".scroller")
    this.window?.addEventListener("scroll", () => this.fillRest(), { passive: true })
    this.index()
    this.complete()
  }

  /* The server sends the first rows; the others follow while the browser has nothing better to do. */
  complete() {
    this.rest = this.whole ? this.shown().slice(this.rows.size) : []
    this.fillIdly()
  }

  /* The positions of the areas listed, in the table's order. */
  shown() {
    return this.ordered(this.map.state.codes.map((_, at) => at).filter((at) => !this.map.isBeyond(at)))
  }

  index() {
    this.rows = new Map()
    for (const row of this.whole?.querySelectorAll("tr[data-code]") ?? []) {
      this.rows.set(this.map.at.get(row.dataset.code), row)
    }
  }

  /* The note that says how many areas are listed. */
  listed() {
    return this.map.root.querySelector(".count")
  }

  /* The area that the table begins with. */
  first() {
    return this.map.at.get(this.whole?.querySelector("tr[data-code]")?.dataset.code)
  }

  positionOf(event) {
    return this.map.at.get(event.target.closest("tr[data-code]")?.dataset.code) ?? -1
  }

  /* The row's link goes where the map's choices lead now: those when it was made may be others. */
  point(at) {
    this.whole?.querySelector("tr.is-pointed")?.classList.remove("is-pointed")
    const row = this.rows.get(at)
    row?.classList.add("is-pointed")
    if (row && this.map.figure.dataset.page) {
      const query = new URLSearchParams(location.search)
      query.set("area", this.map.state.codes[at])
      query.delete("seek")
      row.querySelector("a").setAttribute("href", `${this.map.figure.dataset.page}?${query}`)
    }
  }

  choose(at) {
    this.whole?.querySelector("tr.is-chosen")?.classList.remove("is-chosen")
    this.rows.get(at)?.classList.add("is-chosen")
  }

  focus(at) {
    this.fillRest()
    const row = this.rows.get(at)
    row?.scrollIntoView({ block: "nearest" })
    row?.querySelector("a")?.focus()
  }

  /* Of rows that are left out, none takes room: those out of sight come into it. */
  filter() {
    if (!this.whole) return
    const { map } = this
    this.fillRest()
    for (const [at, row] of this.rows) {
      if (row.hidden === map.isKept(at)) row.hidden = !row.hidden
    }
    const told = map.root.querySelector(".kept")
    if (!told) return
    const all = [...map.areas.keys()].filter((at) => !map.isBeyond(at))
    const kept = all.filter((at) => map.isKept(at)).length
    this.listed()?.toggleAttribute("hidden", kept !== all.length)
    told.textContent = kept === all.length ? "" : `${kept.toLocaleString("en-GB")} of ${all.length.toLocaleString("en-GB")} are in this range.`
  }

  /* Rows anew where the areas or columns are others; else only words and order. The first rows are
     filled at once. Those out of sight follow when no other change has come for a while: a table of
     1,404 rows must not hold up the map. Until then they are not there: no row says what it said
     before. Whoever has scrolled or filtered the table, or now does, gets all of them at once. */
  fill(isAnew) {
    if (!this.whole) return
    const { map } = this
    const { caption } = this.whole
    if (caption && caption.textContent !== map.state.caption) caption.textContent = map.state.caption
    const listed = this.listed()
    if (listed) listed.textContent = map.state.listed
    const isScrolled = this.window?.scrollTop > 0
    this.whole.tBodies[0].replaceChildren()
    if (isAnew) {
      this.head()
      this.rows = new Map()
    }
    this.whole.dispatchEvent(new CustomEvent("table-filled", { bubbles: true }))
    this.rest = this.shown()
    this.fillNext(AT_ONCE)
    this.wait()
    if (isScrolled || map.wasFiltered) this.fillRest()
  }

  /* Nothing is filled for a while: the map is about to change, or has. */
  wait() {
    clearTimeout(this.pause)
    notWhenIdle(this.idle)
    this.whole?.toggleAttribute("data-filling", this.rest.length > 0)
    if (this.rest.length) this.pause = setTimeout(() => this.fillIdly(), PAUSE)
  }

  fillIdly() {
    this.whole?.toggleAttribute("data-filling", this.rest.length > 0)
    if (!this.rest.length) return
    this.idle = whenIdle((left) => {
      do this.fillNext(STEP)
      while (this.rest.length && left() > 4)
      this.fillIdly()
    })
  }

  fillRest() {
    if (this.rest.length) this.fillNext(this.rest.length)
    this.wait()
  }

  fillNext(many) {
    const { map } = this
    const chosen = map.at.get(map.state.area)
    const next = this.rest.slice(0, many).map((at) => {
      const row = this.rows.get(at) ?? this.row(at)
      this.refill(at, row)
      row.classList.toggle("is-chosen", at === chosen)
      if (row.hidden === map.isKept(at)) row.hidden = !row.hidden
      this.rows.set(at, row)
      return row
    })
    this.rest = this.rest.slice(many)
    this.whole.tBodies[0].append(...next)
  }

  head() {
    const { map } = this
    const [noun, hasPlace] = map.state.heading
    const headings = [cell("th", noun, { scope: "col" })]
    if (hasPlace) headings.push(cell("th", "Place", { scope: "col" }))
    for (const column of map.columns) {
      headings.push(cell("th", column.heading, column.digits ? { scope: "col", class: "number" } : { scope: "col" }))
    }
    this.whole.tHead.rows[0].replaceChildren(...headings)
  }

  row(at) {
    const { map } = this
    const { names, codes, places, placed, heading } = map.state
    const row = document.createElement("tr")
    row.dataset.code = codes[at]
    const name = cell("th", "", { scope: "row" })
    name.append(cell("a", names[at], { href: `?area=${codes[at]}` }))
    row.append(name)
    if (heading[1]) row.append(cell("td", places[Number(placed[at])]?.[1] ?? ""))
    row.append(...map.columns.map(() => document.createElement("td")))
    return row
  }

  refill(at, row) {
    const first = this.map.state.heading[1] ? 2 : 1
    this.map.columns.forEach((column, i) => this.filled(row.cells[first + i], at, column))
  }

  filled(made, at, column) {
    const words = this.map.told(at, column)
    if (!column.digits) {
      if (made.textContent !== words) made.textContent = words
      return made
    }
    const number = column.numbers[at]
    made.className = "number"
    if (Number.isNaN(number)) {
      made.dataset.sort = ""
      made.replaceChildren(cell("span", words, { class: "missing" }))
    } else {
      made.dataset.sort = number
      made.textContent = words
    }
    return made
  }

  ordered(shown) {
    const { order, names } = this.map.state
    const numbers = this.map.columns[0]?.numbers
    const byName = (a, b) => names[a].localeCompare(names[b], "en-GB")
    if (!order || !numbers) return shown.sort(byName)
    return shown.sort((a, b) => {
      const [one, other] = [numbers[a], numbers[b]]
      if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) - Number.isNaN(other) || byName(a, b)
      return (one - other) * order || a - b
    })
  }
}
