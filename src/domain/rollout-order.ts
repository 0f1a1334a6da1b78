import { openDevices, rolloutKey, type Rollout } from './rollout'

/** How much more must be left to do of a rollout before it overtakes another one: at least that many devices, and that share. */
const LEAD = { devices: 5, share: 0.2 }

/**
 * The rollouts with the most left to do first, but in the places they had in `shown` (keys) as long as these are nearly
 * right: counts that move a little must not make cards trade places. O(n²) at worst; there are tens.
 */
export function steadyOrder(shown: readonly string[], ranked: readonly Rollout[]): readonly Rollout[] {
  const placeOf = new Map(shown.map((key, place) => [key, place]))
  const placed = (rollout: Rollout) => placeOf.get(rolloutKey(rollout)) ?? Infinity
  const order = ranked.filter((rollout) => placeOf.has(rolloutKey(rollout))).toSorted((a, b) => placed(a) - placed(b))
  for (let pass = 0; pass < order.length && passOnce(order); pass += 1);
  for (const rollout of ranked) if (!placeOf.has(rolloutKey(rollout))) insert(order, rollout)
  return order
}

/** Whether any two neighbours had to trade places. */
function passOnce(order: Rollout[]): boolean {
  let traded = false
  for (let at = 1; at < order.length; at += 1) {
    const [before, after] = [order[at - 1], order[at]]
    if (!before || !after || !leads(after, before)) continue
    order.splice(at - 1, 2, after, before)
    traded = true
  }
  return traded
}

function leads(a: Rollout, b: Rollout): boolean {
  return openDevices(a) - openDevices(b) >= Math.max(LEAD.devices, LEAD.share * openDevices(b))
}

function insert(order: Rollout[], rollout: Rollout): void {
  const at = order.findIndex((other) => openDevices(other) < openDevices(rollout))
  order.splice(at === -1 ? order.length : at, 0, rollout)
}
