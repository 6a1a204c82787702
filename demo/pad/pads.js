// @ts-check
// The pads of the page, by name.

import { signal } from "../shared/signal.js";

/**
 * What the server made of what is on a pad; see demo.pad.answer.
 *
 * @typedef {{ n: number, seen: string | null, problem: string | null }} PadAnswer
 *
 * @typedef {object} Pad
 * @property {string} name
 * @property {() => number} n number of its last input, 0 before the first
 * @property {() => string} value what is on the paper, as it is sent
 * @property {() => boolean} repeat sends it once more; false where the pad has gone
 * @property {(strokes: number[][], after?: number) => void} put draws this instead; none clear the paper. If `after`
 *   is given, only where input `after` is still the last and no other is on its way
 * @property {(answer: PadAnswer) => void} answer shows what the server made of it
 */

/**
 * A picture with several symbols, all of which are wanted.
 *
 * @type {import("../shared/signal.js").Signal<Blob>}
 */
export const wholeSheets = signal();

/** @type {Map<string, Pad>} */
const pads = new Map();
/** @type {{ names: string[], listener: (pad: Pad) => void }[]} */
const followers = [];

/** @param {Pad} pad */
export function enter(pad) {
  pads.set(pad.name, pad);
}

/** @param {string} name */
export const find = (name) => pads.get(name);

/**
 * Listen to some pads: called for each of them that sends an input, or has sent one already.
 *
 * @param {string[]} names
 * @param {(pad: Pad) => void} listener
 */
export function follow(names, listener) {
  followers.push({ names, listener });
  for (const name of names) {
    const pad = pads.get(name);
    if (pad?.n()) listener(pad);
  }
}

/** @param {Pad} pad that has sent an input */
export function tell(pad) {
  for (const { names, listener } of followers) if (names.includes(pad.name)) listener(pad);
}

/** @param {Record<string, PadAnswer>} answers by name of the pad */
export function answer(answers) {
  for (const [name, one] of Object.entries(answers)) pads.get(name)?.answer(one);
}
