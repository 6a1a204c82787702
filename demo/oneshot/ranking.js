// What the second drawing is recognised as. gr.HTML hands in: element, props (pads), watch.
//
// Its value is the server's answer, a JSON string (see demo.oneshot.watch). What it says of the pads is passed on as
// the window's event pad:answer. Names are only ever put in as text.

const FARTHEST = 1.6; // distance at the right end of a row; nothing that matters lies beyond
const THINKING = 300; // ms without any answer before the page says that it waits
const SPEAK = 900; // ms of quiet before a screen reader is told
const CHIPS = 4;

const find = (selector) => element.querySelector(selector);
const section = find(".ranking");
const form = find("form");
const drawings = new Map(); // id → {picture, at}
let classes = [];
let shown = { n: {}, version: -1 };
let last = null;
let asked = 0; // number of the input of the second pad that was sent last
let late = null;
let speaking = null;

const make = (kind, name, text) => {
  const node = document.createElement(kind);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
};
const tell = (name, detail) => window.dispatchEvent(new CustomEvent(name, { detail }));

window.addEventListener("pad:asked", ({ detail: { pad, n } }) => {
  if (pad !== props.pads[1]) return;
  asked = n;
  late ??= setTimeout(think, THINKING);
});
function think() {
  section.classList.add("late");
  find("[data-detail]").textContent = "thinking…";
}

watch("value", () => {
  const answer = JSON.parse(props.value);
  const isOld = props.pads.some((pad) => answer.pads[pad].n < (shown.n[pad] ?? 0)) || answer.version < shown.version;
  if (answer.version === 0) tell("symbols:lost");
  if (isOld && answer.version) return;
  clearTimeout(late);
  late = answer.pads[props.pads[1]].n < asked ? setTimeout(think, THINKING) : null;
  section.classList.remove("late");
  shown = { n: Object.fromEntries(props.pads.map((pad) => [pad, answer.pads[pad].n])), version: answer.version };
  tell("pad:answer", answer.pads);
  tell("symbols:alike", { text: answer.alike });
  tell("symbols:query", { at: answer.at, id: answer.matches[0]?.id });
  last = answer;
  show();
});

window.addEventListener("symbols:changed", ({ detail }) => {
  for (const [id, drawing] of Object.entries(detail.drawings)) drawings.set(id, drawing);
  classes = detail.classes;
  if (last) show();
});

function show() {
  const { verdict, words, detail, matches, threshold } = last;
  section.dataset.verdict = verdict ?? "idle";
  section.dataset.answered = JSON.stringify(shown.n);
  find("[data-words]").textContent = words;
  if (!section.classList.contains("late")) find("[data-detail]").textContent = detail;
  find(".ranking-list").hidden = form.hidden = !matches.length;
  if (matches.length) {
    find(".ranking-query img").src = last.pads[props.pads[1]].seen;
    find("ol").replaceChildren(...matches.map(row));
    find(".ranking-list").style.setProperty("--limit", Math.min(threshold / FARTHEST, 1));
    find(".ranking-limit span").textContent = `limit ${threshold.toFixed(2)}`;
    showChips(matches.map(({ name }) => name), verdict === "known" ? matches[0].name : null);
  }
  clearTimeout(speaking);
  speaking = setTimeout(() => { find("[data-spoken]").textContent = `${words}. ${detail}`; }, SPEAK);
}

function row({ name, id, distance, probability }, i) {
  const item = make("li", distance > last.threshold ? "beyond" : "");
  const picture = make("img");
  picture.alt = "";
  if (drawings.has(id)) picture.src = drawings.get(id).picture;
  const title = make("bdi", "ranking-name", name);
  const track = make("span", "ranking-track");
  track.append(make("span"));
  track.style.setProperty("--at", Math.min(distance / FARTHEST, 1));
  const figures = make("span", "ranking-figures", `${distance.toFixed(2)}`);
  const chance = make("span", "ranking-chance", percent(probability));
  item.append(picture, title, track, figures, chance);
  item.setAttribute("aria-label", `${i + 1}. ${name}: distance ${distance.toFixed(2)}, ${percent(probability)}`);
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
  tell("symbols:do", { do: "mend", name, drawn: document.querySelector(`#${props.pads[1]} .pad`).value });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!form.elements.name.value.trim()) return form.elements.name.focus();
  mend(form.elements.name.value);
  form.elements.name.value = "";
});
