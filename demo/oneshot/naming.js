// The name of a new symbol, under which the drawing on the first pad is registered. `mount` is handed element, props
// (longest, pad).

import { find } from "../pad/pads.js";
import { keepComposing } from "../shared/dom.js";
import { alike, asked, changed } from "./symbols.js";

export function mount({ element, props }) {
  const form = element.querySelector("form");
  const input = form.elements.name;
  const note = form.querySelector(".naming-note");
  // Without it (Firefox before 125) a family of emoji counts as several.
  const letters = Intl.Segmenter ? new Intl.Segmenter() : null;
  const split = (text) => (letters ? [...letters.segment(text)].map(({ segment }) => segment) : [...text]);
  const sent = []; // names that answers are waited for, and the number of what was on the pad

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = input.value;
    const pad = /** @type {import("../pad/pads.js").Pad} */ (find(props.pad));
    if (sent.at(-1)?.n === pad.n()) return; // asked for already
    sent.push({ name, n: pad.n() });
    input.value = ""; // at once: who types on must not lose it when the answer comes
    asked.tell({ do: "add", name, drawn: pad.value() });
  });

  keepComposing(form);
  form.addEventListener("click", (event) => { if (event.detail > 1) event.preventDefault(); }); // a double click is one

  // maxlength would count an emoji as two, and a family of them as eleven.
  input.addEventListener("input", () => {
    const all = split(input.value);
    if (all.length > props.longest) input.value = all.slice(0, props.longest).join("");
  });

  changed.hear(({ did, said, suggestion }) => {
    if (suggestion) input.placeholder = `Name, e.g. ${suggestion}`;
    if (did !== "add" || !sent.length) return;
    const { name, n } = /** @type {{ name: string, n: number }} */ (sent.shift());
    if (said?.kind === "problem") input.value ||= name;
    // A blank paper for the next symbol, unless that one has been begun.
    else find(props.pad)?.put([], n);
  });

  alike.hear((text) => { note.textContent = text ?? ""; });
}
