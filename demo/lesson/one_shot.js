// @ts-check
// Ten kept examples and a query: the nearest gives its name. `mount` is handed element, props (button), server.

import { make } from "../shared/dom.js";
import { eachStep } from "./nav.js";

const STEP = 6;
const seed = () => Math.floor(Math.random() * 2 ** 30);

/** @param {import("../shared/mount.js").Handed} handed */
export function mount({ element, props, server }) {
  const find = (/** @type {string} */ selector) => element.querySelector(selector);
  find("[data-another]").textContent = props.button;
  let kept = seed();
  let asking = false;
  let shown = false;

  async function ask() {
    if (asking) return;
    asking = true;
    const given = await server.ask([kept, seed()]).catch(() => null);
    asking = false;
    if (!given) { find("[data-words]").textContent = "The server does not answer. Try again in a moment."; return; }
    shown = true;
    const { support, query, names, distances, answer, right, of } = given;
    const nearest = distances.indexOf(Math.min(...distances));
    const farthest = Math.max(...distances, 1e-9);
    find("[data-query]").src = query;
    find("[data-support]").replaceChildren(...support.map((picture, i) => {
      const item = make("li", i === nearest ? "nearest" : "");
      const image = /** @type {HTMLImageElement} */ (make("img"));
      image.src = picture;
      image.alt = `Example of ${names[i]}`;
      const bar = make("i", "bar-far");
      bar.style.setProperty("--share", String(distances[i] / farthest));
      item.append(image, bar, make("span", "far", distances[i].toFixed(2)));
      return item;
    }));
    const said = nearest === answer ? "right" : `wrong: it is a ${names[answer]}`;
    find("[data-said]").textContent = `Nearest is the ${names[nearest]}: ${said}.`;
    find("[data-words]").textContent = `The figures are distances. By these ${names.length} examples alone, ${((100 * right) / of).toFixed(1)} % of the other ${of.toLocaleString("en")} test pictures get the right name; guessing gives ${(100 / names.length).toFixed(0)} %.`;
  }

  find("[data-another]").addEventListener("click", ask);
  find("[data-others]").addEventListener("click", () => { kept = seed(); void ask(); });
  eachStep((step) => { if (step === STEP && !shown) void ask(); });
}
