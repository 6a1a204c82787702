// The name of a new symbol. gr.HTML hands in: element, props (longest, pad).
//
//   symbols:do       {do: "add", name, drawn}   asks for the drawing on the first pad to be registered
//   symbols:changed  {said, suggestion, …}      what came of it
//   symbols:alike    {text}                     the drawing looks like a registered symbol

const form = element.querySelector("form");
const input = form.elements.name;
const note = form.querySelector(".naming-note");
const letters = new Intl.Segmenter();
const sent = []; // names that answers are waited for, and the number of what was on the pad

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const name = input.value;
  const { value: drawn, dataset } = document.querySelector(`#${props.pad} .pad`);
  if (sent.at(-1)?.n === Number(dataset.n)) return; // asked for already
  sent.push({ name, n: Number(dataset.n) });
  input.value = ""; // at once: who types on must not lose it when the answer comes
  window.dispatchEvent(new CustomEvent("symbols:do", { detail: { do: "add", name, drawn } }));
});

form.addEventListener("click", (event) => { if (event.detail > 1) event.preventDefault(); }); // a double click is one

// maxlength would count an emoji as two, and a family of them as eleven.
input.addEventListener("input", () => {
  const all = [...letters.segment(input.value)];
  if (all.length > props.longest) input.value = all.slice(0, props.longest).map(({ segment }) => segment).join("");
});

window.addEventListener("symbols:changed", ({ detail: { did, said, suggestion } }) => {
  if (suggestion) input.placeholder = `Name, e.g. ${suggestion}`;
  if (did !== "add" || !sent.length) return;
  const { name, n } = sent.shift();
  if (said.kind === "problem") input.value ||= name;
  // A blank paper for the next symbol, unless that one has been begun.
  else window.dispatchEvent(new CustomEvent("pad:put", { detail: { pad: props.pad, after: n } }));
});

window.addEventListener("symbols:alike", ({ detail: { text } }) => { note.textContent = text ?? ""; });
