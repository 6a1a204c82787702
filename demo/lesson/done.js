// @ts-check
// What somebody has found out by doing: told by the parts of the lesson, heard by its questions.

import { signal } from "../shared/signal.js";

/** The number of a step whose question has been answered. */
export const done = /** @type {import("../shared/signal.js").Signal<number>} */ (signal());
