/* The browser's half of dashboards/live.py: sends the state a link or form stands for, and patches
   the page with the answer. Nothing here knows what any page shows. */

const PATIENCE = 6000 // milliseconds without an answer, after which the link is simply followed
let serial = 0
let waiting = null

function here(link) {
  const to = new URL(link, document.baseURI)
  return to.origin === location.origin && to.pathname === location.pathname ? to : null
}

function queryOf(form) {
  const query = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (value) query.append(name, value)
  return "?" + query
}

function setFragment(name, html) {
  const place = document.getElementById("part-" + name)
  if (!place) return
  const focused = place.contains(document.activeElement) ? document.activeElement.id : ""
  place.innerHTML = html
  if (focused) document.getElementById(focused)?.focus()
}

function paint(values) {
  const map = document.querySelector("svg.map")
  if (!map || !values.codes) return
  map.setAttribute("aria-label", values.name)
  values.codes.forEach((code, i) => {
    const area = map.querySelector(`[data-code="${CSS.escape(code)}"]`)
    if (!area) return
    area.setAttribute("class", "area " + values.classes[i])
    area.setAttribute("aria-label", values.labels[i])
    const title = area.querySelector("title")
    if (title) title.textContent = values.labels[i]
  })
}

/* Every answer is shown, in the order asked: each holds only what differs from the one before. */
function show(reply) {
  for (const [name, html] of Object.entries(reply.fragments)) setFragment(name, html)
  for (const name of reply.gone) setFragment(name, "")
  paint(reply.paint)
  // Until the new chart comes, the server's drawing of it stands in its place.
  document.documentElement.classList.remove("has-chart")
  document.title = reply.title
  if (reply.remember) history.pushState({}, "", reply.url)
  if (reply.serial === serial) {
    clearTimeout(waiting)
    document.documentElement.classList.remove("is-waiting")
  }
  document.dispatchEvent(new CustomEvent("page-patched"))
  const heading = document.querySelector("main h1")
  const news = document.getElementById("news")
  if (heading && news) news.textContent = heading.textContent.trim()
}

export function render({ model }) {
  const ask = (query, remember) => {
    serial += 1
    document.documentElement.classList.add("is-waiting")
    clearTimeout(waiting)
    waiting = setTimeout(() => location.assign(location.pathname + query), PATIENCE)
    model.request = { query, remember, serial }
  }
  const onClick = (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return
    const link = event.target.closest("a[href]:not([download])")
    const to = link && here(link.href)
    if (!to || to.hash || link.getAttribute("href").startsWith("#")) return
    event.preventDefault()
    ask(to.search, true)
  }
  const onSubmit = (event) => {
    if (!here(event.target.action)) return
    event.preventDefault()
    ask(queryOf(event.target), true)
  }
  const onChange = (event) => {
    const form = event.target.closest("form")
    if (event.target.matches("select") && form && here(form.action)) ask(queryOf(form), true)
  }
  const onBack = () => ask(location.search, false)
  document.addEventListener("click", onClick)
  document.addEventListener("submit", onSubmit)
  document.addEventListener("change", onChange)
  window.addEventListener("popstate", onBack)
  model.on("reply", () => show(model.reply))
  const onChart = () => document.documentElement.classList.toggle("has-chart", model.drawn > 0)
  model.on("drawn", () => setTimeout(onChart, 50))
  onChart()
  document.documentElement.classList.add("is-live")
  document.documentElement.dataset.live = "ready"
}
