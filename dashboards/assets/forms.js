/* Choices as a query: what a form stands for, and controls that show what a query says. */

/* The address's choices with the form's own in their place. What the form drops is left out, and what
   a control drops when something else is chosen in it. */
export function queryOf(form, now) {
  const query = new URLSearchParams(now)
  for (const name of form.querySelector("input[data-drops]")?.dataset.drops.split(" ") ?? []) query.delete(name)
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden") continue
    // What is usual stays out of the address, unless it was asked for: for another measure something
    // else may be usual.
    const wasAsked = new URLSearchParams(now).has(field.name)
    const before = new URLSearchParams(now).get(field.name) ?? field.dataset.usual
    if (field.dataset.drops && field.value !== before) query.delete(field.dataset.drops)
    query.delete(field.name)
    const isChosen = (field.type !== "checkbox" && field.type !== "radio") || field.checked
    if (isChosen && field.value && (wasAsked || field.value !== field.dataset.usual)) query.append(field.name, field.value)
  }
  return "?" + query
}

export function withChanges(changes, now) {
  const query = new URLSearchParams(now)
  for (const [name, value] of Object.entries(changes)) value ? query.set(name, value) : query.delete(name)
  return "?" + query
}

/* Controls show what the query says, whoever changed it; where it says nothing, what is usual. */
export function showChoices(root, query) {
  for (const control of root.querySelectorAll("form select[name], form input[type=checkbox][name]")) {
    if (control.type === "checkbox") control.checked = query.get(control.name) === control.value
    else if (control.dataset.usual !== undefined) {
      const asked = query.get(control.name)
      const isThere = asked !== null && [...control.options].some((option) => option.value === asked)
      control.value = isThere ? asked : control.dataset.usual
    }
  }
}

/* New HTML in a piece of the page; who was typing or had the focus in it goes on. */
export function setPiece(root, id, html) {
  const place = root.querySelector("#" + CSS.escape(id))
  if (!place) return
  const active = root.activeElement ?? root.getRootNode().activeElement
  const focused = place.contains(active) ? active : null
  const [name, caret] = [focused?.id, focused?.selectionStart]
  const typed = focused?.matches("input[type=search]") ? focused.value : null
  place.innerHTML = html
  const again = name && root.querySelector("#" + CSS.escape(name))
  if (!again) return
  if (typed !== null) again.value = typed
  again.focus()
  if (typed !== null) again.setSelectionRange(caret, caret)
}
