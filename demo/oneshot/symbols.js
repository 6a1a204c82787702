// @ts-check
// What the parts of One-shot tell one another of the symbols.

import { signal } from "../shared/signal.js";

/**
 * What is asked of the symbols, see demo.oneshot.actions; `do` is one of its actions, the other fields are that one's.
 *
 * @typedef {{ do: string, name?: string, drawn?: string, [field: string]: unknown }} SymbolsRequest
 *
 * @typedef {{ kind: "done" | "note" | "problem", text: string }} Said
 * @typedef {{ picture: string, at: [number, number] }} DrawingShown
 * @typedef {[name: string, ids: string[]]} SymbolClass
 *
 * The answer, see demo.oneshot.answers.
 *
 * @typedef {object} SymbolsAnswer
 * @property {string} [did] what was asked for
 * @property {number} n
 * @property {number} version
 * @property {Said | null} said
 * @property {string | null} undo
 * @property {string} suggestion
 * @property {SymbolClass[]} classes
 * @property {Record<string, DrawingShown>} drawings by id
 * @property {[number, number, number, number]} reach
 * @property {string | null} kept
 * @property {string | null} more
 * @property {boolean} is_unread what the browser kept is no set of symbols; nothing else was done
 * @property {{ words: string, confused: string[][], closest: [string, string, number, boolean][] } | null} review
 *
 * The server lacks these symbols: it is asked again, with what the browser keeps.
 *
 * @typedef {{ n: number, lost: true }} LostAnswer
 *
 * What is in files that were chosen: name, picture and number of drawings of each symbol, and all of it in base64.
 *
 * @typedef {object} PreviewAnswer
 * @property {string} title
 * @property {string} words
 * @property {string[]} problems
 * @property {[name: string, picture: string, count: number][]} classes
 * @property {boolean} is_sheet the symbols of one picture, which have no names yet
 * @property {string} file
 *
 * Kept symbols as a file, in base64.
 *
 * @typedef {{ file: string }} FileAnswer
 *
 * A symbol that the second drawing may be, with the nearest of its drawings.
 *
 * @typedef {{ name: string, id: string, distance: number, probability: number }} MatchShown
 *
 * What is on the two pads, see demo.oneshot.answers.
 *
 * @typedef {object} RecogniseAnswer
 * @property {Record<string, import("../pad/pads.js").PadAnswer>} pads
 * @property {number} version of the symbols, 0 where the server knows of none
 * @property {string | null} alike
 * @property {"known" | "none" | "unsure" | null} verdict
 * @property {string} words
 * @property {string} detail
 * @property {number | null} threshold
 * @property {[number, number] | null} at
 * @property {MatchShown[]} matches
 *
 * No answer came: what there is stays.
 *
 * @typedef {Pick<SymbolsAnswer, "did" | "said" | "classes" | "drawings" | "suggestion">} NoAnswer
 */

/** @type {import("../shared/signal.js").Signal<SymbolsRequest>} */
export const asked = signal();

/** @type {import("../shared/signal.js").Signal<SymbolsAnswer | NoAnswer>} */
export const changed = signal();

/**
 * A drawing was judged by other symbols than those that are shown, or by none.
 *
 * @type {import("../shared/signal.js").Signal<void>}
 */
export const lost = signal();

/**
 * Where the second drawing is on the map, and the drawing nearest to it.
 *
 * @type {import("../shared/signal.js").Signal<{ at: [number, number] | null, id?: string }>}
 */
export const queried = signal();

/**
 * A sentence where the first drawing looks like a registered symbol.
 *
 * @type {import("../shared/signal.js").Signal<string | null>}
 */
export const alike = signal();
