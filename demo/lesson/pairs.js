// @ts-check
// Pairs to learn from as cards: judged first, turned then, one by one. `mount` is handed element, props, watch.
//
// Its value is JSON: pairs, each with pictures a and b and whether it is the same; words; note.

import { make } from "../shared/dom.js";
import { done } from "./done.js";

/** @typedef {{ a: string, b: string, same: boolean }} Pair */

const ENOUGH = 5; // judged before they are turned: the step's question is answered

/** @param {import("../shared/mount.js").Handed} handed */
export function mount({ element, props, watch }) {
  const find = (/** @type {string} */ selector) => element.querySelector(selector);
  const list = find(".pairs");
  /** @type {Pair[]} */
  let pairs = [];
  /** @type {boolean[]} */
  const votes = []; // whether each was right, of all cards so far

  /** @type {(card: Element, vote?: boolean) => void} */
  function turn(card, vote) {
    if (card.classList.contains("turned")) return;
    card.classList.add("turned");
    const { same } = pairs[[...list.children].indexOf(card)];
    const target = make("span", "target");
    target.dataset.target = same ? "same" : "different";
    target.append(make("i", "", same ? "=" : "≠"), ` ${same ? "1 · same" : "0 · different"}`);
    if (vote !== undefined) {
      votes.push(vote === same);
      target.append(make("small", vote === same ? "vote right" : "vote wrong", vote === same ? "✓ as you said" : "✗ you said otherwise"));
    }
    card.querySelector(".card-back")?.replaceWith(target);
    find("[data-score]").textContent = votes.length ? `${votes.filter(Boolean).length} of ${votes.length} as you said` : "";
    const left = list.querySelector(".pair:not(.turned)");
    find("[data-turn]").disabled = find("[data-turn-all]").disabled = !left;
    if (votes.length >= ENOUGH) done.tell(2);
  }

  function toCard({ a, b }, place) {
    const item = make("li", "pair");
    for (const [kind, picture] of [["a", a], ["b", b]]) {
      const image = /** @type {HTMLImageElement} */ (make("img", kind));
      image.src = picture;
      image.alt = kind === "a" ? "left" : "right";
      item.append(image);
    }
    const back = make("div", "card-back");
    for (const [sign, word, vote] of /** @type {[string, string, boolean][]} */ ([["=", "same", true], ["≠", "different", false]])) {
      const button = /** @type {HTMLButtonElement} */ (make("button", "", `${sign} ${word}`));
      button.type = "button";
      button.setAttribute("aria-label", `Pair ${place + 1}: ${word}`);
      button.addEventListener("click", () => turn(item, vote));
      back.append(button);
    }
    item.append(back);
    return item;
  }

  function take() {
    const given = JSON.parse(props.value || "{}");
    if (!given.pairs) return;
    pairs = given.pairs;
    list.replaceChildren(...pairs.map(toCard));
    find("[data-turn]").disabled = find("[data-turn-all]").disabled = false;
    find("[data-words]").innerHTML = given.words;
    find("[data-note]").textContent = given.note;
    find("[data-note]").hidden = !given.note;
  }

  find("[data-turn]").addEventListener("click", () => {
    const next = list.querySelector(".pair:not(.turned)");
    if (next) turn(next);
  });
  find("[data-turn-all]").addEventListener("click", () => { for (const each of list.children) turn(each); });
  watch("value", take);
  take();
}
