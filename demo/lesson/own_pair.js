// What the networks say of a pair. `mount` is handed element, props, watch.
//
// Its value is JSON: `pads`, what it made of the drawings, `html`, made by the server of its own words, and `places`,
// where the drawings stand on the networks' maps.

import * as pads from "../pad/pads.js";
import { requests } from "../shared/requests.js";
import { done } from "./done.js";
import { ownPlaces } from "./watch.js";

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
    const { pads: seen, html, places } = JSON.parse(props.value);
    if (!asking.take(Math.max(...props.pads.map((pad) => seen[pad].n)))) return;
    element.querySelector(".own-opinions").innerHTML = html;
    ownPlaces.tell(places);
    if (element.querySelector(".opinion-separate .opinion-torn")) done.tell(3);
    if (element.querySelector('.opinion-app [data-verdict="same"]')) done.tell(6);
    clearTimeout(speaking);
    speaking = setTimeout(speak, SPEAK);
    pads.answer(seen);
  });
}
