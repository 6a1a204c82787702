// What the second drawing is recognised as. `mount` is handed element, props (pads), watch.
//
// Its value is the server's answer, a JSON string (see demo.oneshot.tab.watch). Names are only ever put in as text.

import * as pads from "../pad/pads.js";
import { keepComposing, make } from "../shared/dom.js";
import { apart } from "../shared/figures.js";
import { requests } from "../shared/requests.js";
import { alike, asked, changed, lost, queried } from "./symbols.js";

const FARTHEST = 1.6; // distance at the right end of a row; nothing that matters lies beyond
const SPEAK = 900; // ms of quiet before a screen reader is told
const CHIPS = 4;

export function mount({ element, props, watch }) {
  const find = (selector) => element.querySelector(selector);
  const section = find(".ranking");
  const form = find("form");
  const drawings = new Map(); // id → {picture, at}
  /** @type {import("./symbols.js").SymbolClass[]} */
  let classes = [];
  let version = 0; // of the symbols that are shown
  let before = 0; // the last input when these came: what was asked until then may know older ones
  /** @type {import("./symbols.js").RecogniseAnswer | null} */
  let last = null;
  let speaking;

  const [teach, query] = props.pads;
  const asking = {
    [teach]: requests(),
    [query]: requests({
      thinks: () => {
        section.classList.add("late");
        find("[data-detail]").textContent = section.dataset.verdict === "idle" ? "thinking…" : "from before; thinking…";
      },
      doubts: () => { find("[data-detail]").textContent = "from before; no answer yet. What you drew is safe."; },
      knows: () => section.classList.remove("late"),
    }),
  };
  pads.follow(props.pads, (pad) => {
    asking[pad.name].ask(pad.n(), pad.repeat);
    section.dataset.asked = pad.n();
  });

  watch("value", () => {
    /** @type {import("./symbols.js").RecogniseAnswer} */
    const answer = JSON.parse(props.value);
    const newest = Math.max(...props.pads.map((pad) => answer.pads[pad].n));
    if (answer.version !== version && newest > before) lost.tell();
    if (answer.version < version) return; // not taken, so that it is asked for once more
    const isNew = props.pads.map((pad) => asking[pad].take(answer.pads[pad].n)).every(Boolean);
    if (!isNew) return;
    pads.answer(answer.pads);
    alike.tell(answer.alike);
    queried.tell({ at: answer.at, id: answer.matches[0]?.id });
    last = answer;
    show(answer);
  });

  changed.hear((detail) => {
    for (const [id, drawing] of Object.entries(detail.drawings)) drawings.set(id, drawing);
    classes = detail.classes;
    if ("version" in detail) {
      ({ version } = detail);
      before = Math.max(...props.pads.map((name) => pads.find(name)?.n() ?? 0));
    }
    if (last) show(last);
  });

  /** @param {import("./symbols.js").RecogniseAnswer} answer */
  function show({ pads: seen, verdict, words, detail, matches, threshold: limit }) {
    const threshold = limit ?? 0;
    section.dataset.verdict = verdict ?? "idle";
    section.dataset.answered = Math.max(...props.pads.map((pad) => seen[pad].n));
    find("[data-words]").textContent = words;
    if (!section.classList.contains("late")) find("[data-detail]").textContent = detail;
    find(".ranking-list").hidden = form.hidden = !matches.length;
    if (matches.length) {
      find(".ranking-query img").src = seen[query].seen;
      find("ol").replaceChildren(...matches.map((match, i) => row(match, i, threshold)));
      find(".ranking-list").style.setProperty("--limit", Math.min(threshold / FARTHEST, 1));
      find(".ranking-limit span").textContent = `limit ${threshold.toFixed(2)}`;
      showChips(matches.map(({ name }) => name), verdict === "known" ? matches[0].name : null);
    }
    clearTimeout(speaking);
    speaking = setTimeout(() => { find("[data-spoken]").textContent = `${words}. ${detail}`; }, SPEAK);
  }

  function row({ name, id, distance, probability }, i, threshold) {
    const item = make("li", distance > threshold ? "beyond" : "");
    const picture = make("img");
    picture.alt = "";
    if (drawings.has(id)) picture.src = drawings.get(id).picture;
    const title = make("bdi", "ranking-name", name);
    const track = make("span", "ranking-track");
    track.append(make("span"));
    track.style.setProperty("--at", Math.min(distance / FARTHEST, 1));
    const figures = make("span", "ranking-figures", apart(distance, threshold)[0]);
    const chance = make("span", "ranking-chance", percent(probability));
    item.append(picture, title, track, figures, chance);
    item.setAttribute("aria-label", `${i + 1}. ${name}: distance ${apart(distance, threshold)[0]}, ${percent(probability)}`);
    return item;
  }

  const percent = (probability) => {
    const whole = Math.round(100 * probability);
    return whole < 1 ? "< 1 %" : whole > 99 ? "> 99 %" : `${whole} %`;
  };

  function showChips(ranked, known) {
    const others = [...ranked, ...classes.map(([name]) => name).filter((name) => !ranked.includes(name))];
    find(".ranking-chips").replaceChildren(...others.filter((name) => name !== known).slice(0, CHIPS).map((name) => {
      const chip = make("button", "chip");
      chip.type = "button";
      chip.append(make("bdi", "", name));
      chip.addEventListener("click", () => mend(name));
      return chip;
    }));
  }

  // Only when they are wanted: 1,000 of them at each change take their time.
  form.elements.name.addEventListener("focus", () => {
    find("datalist").replaceChildren(...classes.map(([name]) => Object.assign(make("option"), { value: name })));
  });

  function mend(name) {
    asked.tell({ do: "mend", name, drawn: pads.find(query)?.value() });
  }

  keepComposing(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.elements.name.value.trim()) return form.elements.name.focus();
    mend(form.elements.name.value);
    form.elements.name.value = "";
  });
}
