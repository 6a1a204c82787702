// What the networks say of a pair. `mount` is handed element, props, watch.
//
// Its value is JSON: `pads`, what it made of the drawings, and `html`, made by the server of its own words.

import * as pads from "../pad/pads.js";
import { requests } from "../shared/requests.js";

const SPEAK = 900; // ms of quiet before a screen reader is told

export function mount({ element, props, watch }) {
  const asking = requests();
  let speaking;

  pads.follow(props.pads, (pad) => asking.ask(pad.n(), pad.repeat));

  function speak() {
    const words = [...element.querySelectorAll(".opinion")].map((opinion) => {
      const verdicts = [...opinion.querySelectorAll("[data-verdict]")].map((verdict) => verdict.dataset.verdict);
      return `${opinion.querySelector("h4").textContent}: ${[...new Set(verdicts)].join(", the other way round ")}`;
    });
    element.querySelector("[data-spoken]").textContent = words.join(". ");
  }

  watch("value", () => {
    const { pads: seen, html } = JSON.parse(props.value);
    if (!asking.take(Math.max(...props.pads.map((pad) => seen[pad].n)))) return;
    element.querySelector(".own-opinions").innerHTML = html;
    clearTimeout(speaking);
    speaking = setTimeout(speak, SPEAK);
    pads.answer(seen);
  });
}
