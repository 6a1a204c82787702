// @ts-check
// What a class's drawings and votes come to: distances, hills, errors, scores.

/** @typedef {import("./types.js").Drawing} Drawing */
/** @typedef {{ a: Drawing, b: Drawing, distance: number, same: boolean }} Compared */

const UNIT = 32767; // what a component of 1 is sent as
export const MOST_COMPARED = 200; // drawings: all pairs of them are 19,900

/**
 * An embedding as it was sent: little-endian int16 in base64.
 *
 * @param {string} text
 */
export function decode(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true) / UNIT);
}

/**
 * Euclidean, of unit-length embeddings in [0, 2]; 0 is identical.
 *
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
export function distance(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}

/** Compares drawings, each two of them once, however often they are shown. */
export function comparer() {
  /** @type {Set<string>} */
  let before = new Set();
  /** @type {Compared[]} */
  let pairs = [];

  /**
   * All pairs of the newest drawings. Same are those that were meant to be the same.
   *
   * @param {Drawing[]} drawings with points
   * @returns {Compared[]}
   */
  return (drawings) => {
    const newest = drawings.slice(-MOST_COMPARED);
    const here = new Set(newest.map(({ id }) => id));
    if ([...before].some((id) => !here.has(id))) pairs = pairs.filter(({ a, b }) => here.has(a.id) && here.has(b.id));
    newest.forEach((a, i) => {
      for (const b of newest.slice(0, i)) {
        if (before.has(a.id) && before.has(b.id)) continue;
        const far = distance(/** @type {Float32Array} */ (a.point), /** @type {Float32Array} */ (b.point));
        pairs.push({ a, b, distance: far, same: (a.meant ?? 0) === (b.meant ?? 0) });
      }
    });
    before = here;
    return pairs;
  };
}

/**
 * The two that are least and the two that are most alike.
 *
 * @param {Compared[]} pairs at least one
 */
export function ends(pairs) {
  let [nearest, farthest] = [pairs[0], pairs[0]];
  for (const pair of pairs) {
    if (pair.distance < nearest.distance) nearest = pair;
    if (pair.distance > farthest.distance) farthest = pair;
  }
  return { nearest, farthest };
}

/**
 * How many distances fall into each of `bars` bars from 0 to `farthest`.
 *
 * @param {number[]} distances
 * @param {number} bars
 * @param {number} farthest
 */
export function hill(distances, bars, farthest) {
  const counts = new Array(bars).fill(0);
  for (const one of distances) counts[Math.min(bars - 1, Math.floor((one / farthest) * bars))]++;
  return counts;
}

/**
 * What a limit costs: same pairs called different, different pairs called same.
 *
 * @param {Compared[]} pairs
 * @param {number} limit
 */
export function errors(pairs, limit) {
  const found = { same: 0, different: 0, missed: 0, mistaken: 0 };
  for (const { same, distance: far } of pairs) {
    if (same) { found.same++; if (far > limit) found.missed++; }
    else { found.different++; if (far <= limit) found.mistaken++; }
  }
  return found;
}

/**
 * How many drawings were taken for the sign that was meant.
 *
 * @param {Drawing[]} queries
 */
export function recognised(queries) {
  return queries.filter(({ taken, meant }) => taken !== null && taken === meant).length;
}

/**
 * What was voted about one thing: how many for each choice.
 *
 * @param {import("./types.js").Vote[]} votes
 * @param {string} subject
 * @param {number} choices
 */
export function tally(votes, subject, choices) {
  const counts = new Array(choices).fill(0);
  for (const vote of votes) if (vote.subject === subject) counts[vote.choice]++;
  return counts;
}

/**
 * People against the network, over the questions whose answers were told.
 *
 * @param {import("./types.js").Trial[]} trials
 * @param {import("./types.js").Vote[]} votes
 * @param {number} round
 */
export function scores(trials, votes, round) {
  const told = trials.map((trial, i) => ({ ...trial, subject: `trial:${round}:${i}` })).filter(({ answer }) => answer !== null);
  if (!told.length) return null;
  /** @type {Map<number, { right: number, asked: number }>} */
  const pupils = new Map();
  let majority = 0;
  let network = 0;
  for (const { answer, network: theirs, subject } of told) {
    const counts = tally(votes, subject, 20);
    const most = Math.max(...counts);
    // A tie is a guess among those that lead.
    const leaders = counts.flatMap((count, i) => (count === most && most ? [i] : []));
    if (leaders.includes(/** @type {number} */ (answer))) majority += 1 / leaders.length;
    if (theirs === answer) network++;
    for (const vote of votes) {
      if (vote.subject !== subject) continue;
      const one = pupils.get(vote.member) ?? { right: 0, asked: 0 };
      one.asked++;
      if (vote.choice === answer) one.right++;
      pupils.set(vote.member, one);
    }
  }
  const shares = [...pupils.values()].map(({ right, asked }) => right / asked);
  const whole = [...pupils.values()].filter(({ asked }) => asked === told.length).map(({ right }) => right / told.length);
  const people = told[told.length - 1].people;
  return {
    questions: told.length,
    majority: majority / told.length,
    mean: shares.length ? shares.reduce((sum, share) => sum + share, 0) / shares.length : null,
    best: whole.length ? Math.max(...whole) : null, // of those who answered all
    network: network / told.length,
    people,
    chance: 1 / 20,
  };
}
