// The verdict. gr.HTML hands in: element, props, watch.
//
// Its value is the server's answer, a JSON string (see demo.compare.compare). An answer is passed on to the rest
// of the page as the window's events pad:answer and ruler:answer. What else has a say in the verdict, the limit and
// tidying, announces by verdict:asking that it is about to ask.

const THINKING = 300; // ms without any answer before the page says that it waits
const LATEST = 5000; // ms more until it says that there may be none
const SPEAK = 900; // ms of quiet before a screen reader is told

const find = (selector) => element.querySelector(selector);
const THOUGHT = find(".verdict-thinking").textContent;
const asked = {};
const shown = {};
let late = null;
let lost = null;
let speaking = null;

const isOld = (pads) => Object.entries(pads).some(([pad, { n }]) => n < (shown[pad] ?? 0));
const isWaiting = () => Object.entries(asked).some(([pad, n]) => n > (shown[pad] ?? 0));

window.addEventListener("pad:asked", ({ detail: { pad, n } }) => {
  if (!props.pads.includes(pad)) return;
  asked[pad] = n;
  late ??= setTimeout(think, THINKING);
});
function think() {
  find(".verdict").classList.add("late");
  lost ??= setTimeout(() => { find(".verdict-thinking").textContent = "no answer yet; what you drew is safe"; }, LATEST);
}
window.addEventListener("verdict:asking", () => {
  window.dispatchEvent(new CustomEvent("pad:count", { detail: { pad: props.pads[0] } }));
});

watch("value", () => {
  const answer = JSON.parse(props.value);
  if (isOld(answer.pads)) return;
  for (const [pad, { n }] of Object.entries(answer.pads)) shown[pad] = n;
  clearTimeout(late);
  late = isWaiting() ? setTimeout(think, THINKING) : null;
  clearTimeout(lost);
  lost = null;
  find(".verdict-thinking").textContent = THOUGHT;
  find(".verdict").classList.remove("late");
  show(answer);
  window.dispatchEvent(new CustomEvent("pad:answer", { detail: answer.pads }));
  window.dispatchEvent(new CustomEvent("ruler:answer", { detail: answer }));
});

function percent(probability) {
  if (probability === null) return "–";
  if (probability > 0.99) return "over 99 %";
  return probability < 0.01 ? "under 1 %" : `${Math.round(100 * probability)} %`;
}

function show({ verdict, words, distance, threshold, probability, pads }) {
  const section = find(".verdict");
  section.dataset.verdict = verdict ?? "none";
  section.dataset.answered = JSON.stringify(Object.fromEntries(Object.entries(pads).map(([pad, { n }]) => [pad, n])));
  find("[data-words]").textContent = words;
  find(".verdict-figures").hidden = distance === null;
  if (distance !== null) {
    find("[data-distance]").textContent = distance.toFixed(2);
    find("[data-threshold]").textContent = threshold.toFixed(2);
    find("[data-probability]").textContent = percent(probability);
  }
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    const chance = probability === null ? "" : `, chance of “same” ${percent(probability)}`;
    const figures = distance === null ? "" : `, distance ${distance.toFixed(2)}, limit ${threshold.toFixed(2)}${chance}`;
    find("[data-spoken]").textContent = words + figures;
  }, SPEAK);
}
