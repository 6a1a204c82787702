// @ts-check
// What a few units of the tower look for, before and after, and which of them answer to both pictures of a pair.

import { make } from "../shared/dom.js";

/** @typedef {import("./watch.js").Run} Run */

const SIDE = 28;
const ANSWERS = 15; // of 100: what is less counts as no answer

/** @type {(values: ArrayLike<number>, from: number, paint: (value: number) => number) => HTMLCanvasElement} */
function tile(values, from, paint) {
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas"));
  canvas.width = canvas.height = SIDE;
  const image = new ImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const grey = paint(values[from + i]);
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}

/** @param {string} text */
const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** @param {HTMLElement} place */
export function showUnits(place) {
  /** @type {Run["units"]} */
  let shown = null;

  /** @param {Run} run */
  return (run) => {
    if (run.units && run.units === shown) return;
    shown = run.units;
    if (!run.units) {
      place.replaceChildren(make("p", "watch-wait", "What its units have learned to look for is shown here when the training is over."));
      return;
    }
    const { before, after, pairs, answers } = run.units;
    const rows = [before, after].map((text, i) => {
      const weights = new Int8Array(bytes(text).buffer);
      const row = make("div", "units-row");
      row.append(make("span", "units-name", i ? "after" : "before"));
      for (let unit = 0; unit * SIDE * SIDE < weights.length; unit++) {
        const cell = make("figure", "unit");
        cell.append(tile(weights, unit * SIDE * SIDE, (weight) => 128 - weight));
        if (i) cell.append(make("i", "unit-a"), make("i", "unit-b"));
        row.append(cell);
      }
      return row;
    });
    const told = make("p", "units-told", "");
    told.setAttribute("role", "status");
    const pictures = bytes(pairs);
    const list = make("div", "units-pairs");
    answers.forEach(([a, b], k) => {
      const button = /** @type {HTMLButtonElement} */ (make("button", "units-pair"));
      button.type = "button";
      button.setAttribute("aria-label", `Pair ${k + 1}, ${k < answers.length / 2 ? "same" : "different"}`);
      for (const one of [0, 1]) button.append(tile(pictures, (2 * k + one) * SIDE * SIDE, (ink) => 255 - ink));
      const light = () => {
        let both = 0;
        [...rows[1].querySelectorAll(".unit")].forEach((cell, unit) => {
          const answersBoth = a[unit] >= ANSWERS && b[unit] >= ANSWERS;
          both += Number(answersBoth);
          cell.classList.toggle("both", answersBoth);
          /** @type {HTMLElement} */ (cell).style.setProperty("--a", `${a[unit]}%`);
          /** @type {HTMLElement} */ (cell).style.setProperty("--b", `${b[unit]}%`);
        });
        for (const other of list.children) other.classList.toggle("chosen", other === button);
        told.textContent = `${both} of these ${a.length} units answer to both pictures of this pair, which are ${k < answers.length / 2 ? "the same" : "different"}.`;
      };
      for (const event of ["pointerenter", "focus", "click"]) button.addEventListener(event, light);
      list.append(button);
    });
    place.replaceChildren(...rows, list, told);
    /** @type {HTMLElement | null} */ (list.firstElementChild)?.dispatchEvent(new Event("pointerenter"));
  };
}
