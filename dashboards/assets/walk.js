/* Where the arrow keys lead from each area of a map, so that they lead to every area. */

const KEYS = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]
const WAYS = [[1, 0], [-1, 0], [0, 1], [0, -1]]
const BESIDE = 0.5 // cosine of the widest angle at which a neighbour lies that way
const THAT_WAY = 0.35 // and an area anywhere

/* For each area and each of KEYS the neighbour that lies most that way, or the nearest area that
   way where none does; -1 at the edge. Only areas of `walked` are gone to. `middles` are points,
   `neighbours` positions. */
export function stepsOf(middles, neighbours, walked) {
  const may = new Set(walked)
  const steps = middles.map((_, at) => (may.has(at) ? WAYS.map((way) => stepTo(way, at)) : null))

  function towards([dx, dy], at, other) {
    const [x, y] = [middles[other][0] - middles[at][0], middles[other][1] - middles[at][1]]
    const far = Math.hypot(x, y) || 1
    return { far, cosine: (x * dx + y * dy) / far }
  }

  function stepTo(way, at) {
    const best = (candidates, least, cost) => {
      let [found, lowest] = [-1, Infinity]
      for (const other of candidates) {
        if (other === at || !may.has(other)) continue
        const { cosine, far } = towards(way, at, other)
        if (cosine > least && cost(cosine, far) < lowest) [found, lowest] = [other, cost(cosine, far)]
      }
      return found
    }
    const beside = best(neighbours[at], BESIDE, (cosine) => -cosine)
    return beside >= 0 ? beside : best(walked, THAT_WAY, (cosine, far) => far / cosine)
  }

  const reached = () => {
    const found = new Set(walked.slice(0, 1))
    for (const at of found) for (const next of steps[at]) if (next >= 0) found.add(next)
    return found
  }

  /* An area that lies askew to all its neighbours is no one's best: the one of them to which it is
     nearest in line leads there instead, where that cuts off no other. */
  let found = reached()
  while (found.size < walked.length) {
    const ways = []
    for (const at of found) {
      const lost = neighbours[at].filter((other) => may.has(other) && !found.has(other))
      for (const other of lost) WAYS.forEach((way, k) => ways.push({ at, other, k, cosine: towards(way, at, other).cosine }))
    }
    ways.sort((a, b) => b.cosine - a.cosine)
    const isMended = ways.some(({ at, other, k }) => {
      const before = steps[at][k]
      steps[at][k] = other
      const now = reached()
      if (now.size > found.size) return (found = now)
      steps[at][k] = before
      return false
    })
    if (!isMended) break
  }
  return (at, key) => steps[at]?.[KEYS.indexOf(key)] ?? -1
}

export const isArrow = (key) => KEYS.includes(key)
