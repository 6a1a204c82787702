// @ts-check
// The switch of tidying. Its value is "off", or "" where it is on, and the number of the request.

import { nextNumber } from "../shared/requests.js";
import { asked, over } from "./asking.js";

/** @param {import("../shared/mount.js").Handed} handed */
export function mount({ element, props, trigger }) {
  const box = element.querySelector("input");

  box.addEventListener("change", () => {
    element.querySelector("[data-on]").hidden = !box.checked;
    element.querySelector("[data-off]").hidden = box.checked;
    const n = nextNumber();
    props.value = `${box.checked ? "" : "off"}#${n}`;
    const ask = () => { trigger("input"); return element.isConnected; };
    asked.tell({ n, repeat: ask });
    ask();
  });

  over.hear(() => { if (!box.checked) box.click(); });
}
