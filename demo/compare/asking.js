// @ts-check
// What the parts of Compare tell one another.

import { signal } from "../shared/signal.js";

/**
 * The server's answer, see demo.compare.tab.CompareAnswer.
 *
 * @typedef {object} CompareAnswer
 * @property {number} n of the request
 * @property {Record<string, import("../pad/pads.js").PadAnswer>} pads
 * @property {"same" | "different" | "unsure" | null} verdict
 * @property {string} words
 * @property {number | null} distance
 * @property {number | null} probability
 * @property {number} threshold
 * @property {string} cost
 */

/**
 * The limit or tidying asks for a verdict.
 *
 * @type {import("../shared/signal.js").Signal<{ n: number, repeat: () => boolean }>}
 */
export const asked = signal();

/** @type {import("../shared/signal.js").Signal<CompareAnswer>} */
export const answered = signal();

/**
 * Everything begins anew.
 *
 * @type {import("../shared/signal.js").Signal<void>}
 */
export const over = signal();
