// @ts-check
// The verdict. Its value is the server's answer, as JSON; it is passed on to the pads and to the rest of Compare.

import * as pads from "../pad/pads.js";
import { apart } from "../shared/figures.js";
import { requests } from "../shared/requests.js";
import { answered, asked } from "./asking.js";

const SPEAK = 900; // ms of quiet before a screen reader is told

/** @param {import("../shared/mount.js").Handed} handed */
export function mount({ element, props, watch }) {
  const find = (selector) => element.querySelector(selector);
  const section = find(".verdict");
  let speaking;

  // A verdict that stands there meanwhile is not of what is drawn now.
  function wait(words) {
    section.classList.add("late");
    find(".verdict-thinking").textContent = section.dataset.verdict === "none" ? words : `from before; ${words}`;
  }

  const asking = requests({
    thinks: () => wait("thinking…"),
    doubts: () => wait("no answer yet, your drawing is safe"),
    knows: () => section.classList.remove("late"),
  });
  function ask(n, repeat) {
    asking.ask(n, repeat);
    section.dataset.asked = n;
  }
  pads.follow(props.pads, (pad) => ask(pad.n(), pad.repeat));
  asked.hear(({ n, repeat }) => ask(n, repeat));

  watch("value", () => {
    /** @type {import("./asking.js").CompareAnswer} */
    const answer = JSON.parse(props.value);
    if (!asking.take(answer.n)) return;
    show(answer);
    pads.answer(answer.pads);
    answered.tell(answer);
  });

  function percent(probability) {
    if (probability === null) return "–";
    if (probability > 0.99) return "over 99 %";
    return probability < 0.01 ? "under 1 %" : `${Math.round(100 * probability)} %`;
  }

  /** @param {import("./asking.js").CompareAnswer} answer */
  function show({ n, verdict, words, distance, threshold, probability }) {
    section.dataset.verdict = verdict ?? "none";
    section.dataset.answered = n;
    find("[data-words]").textContent = words;
    find(".verdict-figures").hidden = distance === null;
    if (distance !== null) {
      [find("[data-distance]").textContent, find("[data-threshold]").textContent] = apart(distance, threshold);
      find("[data-probability]").textContent = percent(probability);
    }
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      const chance = probability === null ? "" : `, chance of “same” ${percent(probability)}`;
      const [far, limit] = apart(distance ?? 0, threshold);
      find("[data-spoken]").textContent = distance === null ? words : `${words}, distance ${far}, limit ${limit}${chance}`;
    }, SPEAK);
  }
}
