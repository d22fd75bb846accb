/* The browser's half of dashboards/live.py: sends the state a link or form stands for, and patches
   the page with the answer. Nothing here knows what any page shows. */

import { whenSeen } from "./frames.js"
import { queryOf, setPiece, showChoices, withChanges } from "./forms.js"

const PATIENCE = 10000 // milliseconds without an answer, after which the link is simply followed
let serial = 0
const SLOW = 150 // milliseconds without an answer, after which the page says that it waits
let waiting = null
let slow = null
const remembered = new Map()
let pending = null // what was asked for last and is not answered yet
let shown = Promise.resolve() // all answers that came
let heard = [] // what was last said aloud: by then the page has said its own heading

function here(link) {
  const to = new URL(link, document.baseURI)
  return to.origin === location.origin && to.pathname === location.pathname ? to : null
}

/* Controls and links show what the address says, whoever changed it. */
function setControls() {
  const query = new URLSearchParams(location.search)
  showChoices(document, query)
  for (const link of document.querySelectorAll("a[data-carries]")) {
    const to = new URL(link.href)
    for (const name of ["place", "as_of"]) {
      const value = query.get(name)
      if (value) to.searchParams.set(name, value)
      else to.searchParams.delete(name)
    }
    link.setAttribute("href", to.href)
  }
  for (const link of document.querySelectorAll("a[download][data-same-choices]")) {
    link.setAttribute("href", link.getAttribute("href").split("?")[0] + location.search)
  }
  const exact = document.querySelector("[data-exact]")
  if (exact) {
    query.delete("as_of")
    query.delete("version")
    exact.href = `${location.pathname}?${[String(query), exact.dataset.exact].filter(Boolean).join("&")}`
  }
}

/* Every answer is shown, in the order asked: each holds only what differs from the one before. The
   map is painted first; the words follow when it has been seen, which is one frame later. Where an
   answer cannot be had, or its map not be painted, the address asked for last is gone to. */
function show(reply) {
  if (reply.failed) {
    follow()
    return
  }
  const asked = { change: reply.paint }
  if (reply.paint) document.dispatchEvent(new CustomEvent("map-paint", { detail: asked }))
  shown = shown.then(async () => {
    await asked.painted
    if (reply.paint) await new Promise(whenSeen)
    showWords(reply)
  })
  shown.catch(follow)
}

function follow() {
  location.assign(location.pathname + now())
}

function showWords(reply) {
  document.title = `${reply.title} – West Yorkshire indicators`
  const how = remembered.get(reply.serial)
  remembered.delete(reply.serial)
  if (how === "new") history.pushState({}, "", reply.url)
  if (how === "same") history.replaceState(history.state, "", reply.url)
  for (const [name, html] of Object.entries(reply.fragments ?? {})) setPiece(document, `part-${name}`, html)
  for (const name of reply.gone ?? []) setPiece(document, `part-${name}`, "")
  setControls()
  // Until the new chart comes, the server's drawing of it stands in its place.
  document.documentElement.classList.remove("has-chart")
  if (reply.serial === serial) {
    pending = null
    clearTimeout(waiting)
    clearTimeout(slow)
    document.documentElement.classList.remove("is-waiting")
  }
  document.dispatchEvent(new CustomEvent("page-patched"))
  say()
}

/* For who cannot see what changed: a new heading, or an area's figure where that alone is new. */
function say() {
  const words = (selector) => document.querySelector(selector)?.textContent.replace(/\s+/g, " ").trim() ?? ""
  const told = [words("main h1"), `${words(".detail h2")} ${words(".detail__figure")}`.trim()]
  const fresh = told.find((one) => one && !heard.includes(one))
  const news = document.getElementById("news")
  if (fresh && news && heard.length) news.textContent = fresh
  heard = told
}

/* The choices that the next ones are made from: those asked for, answered or not. */
const now = () => pending ?? location.search

export function render({ model }) {
  const ask = (query, how) => {
    serial += 1
    clearTimeout(slow)
    slow = setTimeout(() => document.documentElement.classList.add("is-waiting"), SLOW)
    clearTimeout(waiting)
    waiting = setTimeout(follow, PATIENCE)
    remembered.set(serial, how)
    pending = query
    model.send_msg({ query, serial })
  }
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return
    const link = event.target.closest("a[href]:not([download])")
    const to = link && here(link.href)
    if (!to || to.hash || link.getAttribute("href").startsWith("#")) return
    event.preventDefault()
    ask(to.search, "new")
  })
  document.addEventListener("submit", (event) => {
    if (!here(event.target.action)) return
    event.preventDefault()
    clearTimeout(typing)
    ask(queryOf(event.target, now()), "new")
  })
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form")
    const isChoice = event.target.matches("select, input[type=checkbox]")
    if (isChoice && form && here(form.action)) ask(queryOf(form, now()), "new")
  })
  // Words are looked for as they are typed, and stand in the address without filling the history.
  let typing = null
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-as-typed]")
    if (!form || !event.target.matches("input[type=search]")) return
    clearTimeout(typing)
    typing = setTimeout(() => ask(queryOf(form, now()), "same"), 120)
  })
  document.addEventListener("page-ask", (event) => {
    event.preventDefault()
    ask(withChanges(event.detail.changes, now()), "new")
  })
  document.addEventListener("address-changed", setControls)
  // What is not yet answered is asked no more: who went back would be taken forward by its answer.
  window.addEventListener("popstate", () => {
    remembered.clear()
    ask(location.search, "")
  })
  model.on("msg:custom", show)
  const onChart = () => document.documentElement.classList.toggle("has-chart", model.drawn > 0)
  model.on("drawn", () => setTimeout(onChart, 50))
  onChart()
  say()
  document.documentElement.classList.add("is-live")
  document.documentElement.dataset.live = "ready"
}
