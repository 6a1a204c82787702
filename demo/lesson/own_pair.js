// What the networks say of a pair. gr.HTML hands in: element, props, watch.
//
// Its value is JSON: `pads`, passed on to the pads as pad:answer, and `html`, made by the server of its own words.

const SPEAK = 900; // ms of quiet before a screen reader is told
let speaking = null;

function speak() {
  const words = [...element.querySelectorAll(".opinion")].map((opinion) => {
    const verdicts = [...opinion.querySelectorAll("[data-verdict]")].map((verdict) => verdict.dataset.verdict);
    return `${opinion.querySelector("h4").textContent}: ${[...new Set(verdicts)].join(", the other way round ")}`;
  });
  element.querySelector("[data-spoken]").textContent = words.join(". ");
}

watch("value", () => {
  const { pads, html } = JSON.parse(props.value);
  element.querySelector(".own-opinions").innerHTML = html;
  clearTimeout(speaking);
  speaking = setTimeout(speak, SPEAK);
  window.dispatchEvent(new CustomEvent("pad:answer", { detail: pads }));
});
