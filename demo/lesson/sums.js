// @ts-check
// A last unit with one number a picture: can it say "equal"? `mount` is handed element.

import { make } from "../shared/dom.js";
import { done } from "./done.js";

const CASES = [[0, 0], [1, 1], [0, 1], [1, 0]];
const MOST = 3; // that any weights get right

/**
 * What the unit says of each case, and whether that is right.
 *
 * @param {{ u: number, v: number, c: number }} weights
 */
export function judge({ u, v, c }) {
  return CASES.map(([a, b]) => {
    const sum = u * a + v * b + c;
    return { a, b, sum, same: sum > 0, right: (sum > 0) === (a === b) };
  });
}

/** @param {import("../shared/mount.js").Handed} handed */
export function mount({ element }) {
  const knobs = /** @type {HTMLInputElement[]} */ ([...element.querySelectorAll("[data-knob]")]);
  const list = element.querySelector(".sums-cases");

  function show() {
    const weights = /** @type {any} */ (Object.fromEntries(knobs.map((knob) => [knob.dataset.knob, Number(knob.value)])));
    for (const knob of knobs) /** @type {any} */ (knob.nextElementSibling).textContent = Number(knob.value).toFixed(1).replace("-", "−");
    const judged = judge(weights);
    list.replaceChildren(...judged.map(({ a, b, sum, same, right }) => {
      const item = make("li", right ? "right" : "wrong");
      item.append(make("b", "", `A ${a}, B ${b}`), make("span", "", sum.toFixed(1).replace("-", "−")), make("span", "", same ? "same" : "different"), make("i", "", right ? "✓" : "✗"));
      return item;
    }));
    const right = judged.filter((one) => one.right).length;
    element.querySelector("[data-told]").textContent = `${right} of 4 right.`;
    return right;
  }

  element.addEventListener("input", () => { if (show() >= MOST) done.tell(4); });
  show();
}
