// @ts-check
// The way into a room, on the page with the tabs.

import { keepComposing } from "../shared/dom.js";
import { ask, Refused } from "./line.js";

/** @param {import("../shared/mount.js").Handed} handed */
export function mount({ element }) {
  const find = (selector) => element.querySelector(selector);
  const tell = (words) => { find("[data-told]").textContent = words; };

  find("[data-open]").addEventListener("click", async () => {
    const open = find("[data-open]");
    open.disabled = true;
    tell("");
    try {
      const { code } = await ask("", {});
      location.assign(new URL(`room/${code}/desk`, document.baseURI));
    } catch (problem) {
      tell(problem instanceof Refused ? problem.message : "The server does not answer. Try again in a moment.");
    }
    open.disabled = false;
  });

  const form = find("[data-join]");
  keepComposing(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = form.elements.code.value.replace(/[\s-]/g, "").toUpperCase();
    if (!/^[2-9A-HJKMNP-Z]{6}$/.test(code)) tell("A code has six letters and digits, such as K7M2QX.");
    else location.assign(new URL(`room/${code}`, document.baseURI));
  });
}
