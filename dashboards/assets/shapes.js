/* Shapes as they travel (geo/topology.py): arcs held once, rings of references to them. What comes
   out is SVG path data. `known` keeps every document for as long as the page stays open. */

const known = new Map()

/* The document at an address, asked for once; the browser keeps it under its content's hash. */
export function shapesAt(address) {
  if (!known.has(address)) {
    const asked = fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(`The shapes could not be read (${answer.status}).`)
      return answer.json()
    })
    asked.catch(() => known.delete(address))
    known.set(address, asked)
  }
  return known.get(address)
}

/* A document that came another way than from its address, as in a notebook. */
export function holdShapes(address, document) {
  if (!known.has(address)) known.set(address, Promise.resolve(JSON.parse(document)))
}

/* An arc's steps from its first point, or from its last when it is run backwards (~reference). */
function run(arcs, reference) {
  const arc = arcs[reference < 0 ? ~reference : reference]
  if (reference >= 0) return arc
  let [x, y] = arc
  const steps = []
  for (let i = 2; i < arc.length; i += 2) {
    x += arc[i]
    y += arc[i + 1]
    steps.push(-arc[i + 1], -arc[i])
  }
  return [x, y, ...steps.reverse()]
}

function traced(arcs, references, closes) {
  const [x, y] = run(arcs, references[0])
  let data = `M${x} ${y}l`
  for (const reference of references) {
    const steps = run(arcs, reference)
    for (let i = 2; i < steps.length; i += 2) data += `${steps[i]} ${steps[i + 1]} `
  }
  return closes ? data + "z" : data
}

/* SVG path data of every area, in the order of the codes. */
export function pathsOf({ arcs, rings }) {
  return rings.map((area) => area.map((ring) => traced(arcs, ring, true)).join(""))
}

/* One path of the arcs that part areas of different groups, or areas and the outside. */
export function meshOf({ arcs, rings }, group) {
  const sides = arcs.map(() => [-1, -1])
  rings.forEach((area, at) => {
    for (const ring of area) {
      for (const reference of ring) {
        if (reference < 0) sides[~reference][0] = group[at]
        else sides[reference][1] = group[at]
      }
    }
  })
  return sides
    .map(([left, right], arc) => (left === right ? "" : traced(arcs, [arc], false)))
    .join("")
}

/* For each path the positions of those that share two corners or more with it. */
export function neighboursIn(paths) {
  const at = new Map()
  paths.forEach((data, area) => {
    for (const ring of data.split("M").slice(1)) {
      const numbers = ring.match(/-?\d+/g).map(Number)
      let [x, y] = [0, 0]
      for (let i = 0; i < numbers.length; i += 2) {
        x += numbers[i]
        y += numbers[i + 1]
        const corner = x * 1e6 + y
        if (!at.has(corner)) at.set(corner, [])
        if (at.get(corner).at(-1) !== area) at.get(corner).push(area)
      }
    }
  })
  const shared = paths.map(() => new Map())
  for (const areas of at.values()) {
    for (const one of areas) {
      for (const other of areas) {
        if (one !== other) shared[one].set(other, (shared[one].get(other) ?? 0) + 1)
      }
    }
  }
  return shared.map((counts) => [...counts].filter(([, times]) => times > 1).map(([area]) => area))
}
