// The visitor's symbols. gr.HTML hands in: element, props (sets), trigger, watch, server.
//
// They live in this browser's storage, as symbols files in base64, one a line; the server holds a copy while the page
// is open, and is given it anew where it has lost it. Requests and answers are JSON strings in the component's value
// (see demo.oneshot.act), one at a time.
// Names are only ever put in as text.
//
//   symbols:do       {do, …}                   asks for something to be done
//   symbols:changed  {did, said, classes, …}   the answer, with did, what was asked for
//   symbols:lost                               the server knows of no symbols
//   symbols:query    {at, id}                  where the second drawing is on the map, and the drawing nearest to it

const KEY = "same-or-different:symbols";
const ASIDE = "same-or-different:unreadable-symbols";
const SLOW = 4000; // ms without an answer until the page says that it waits
const PATIENCE = 20000; // and until it gives up
const WAITING = "Waiting for the server…";
const TOAST = 9000; // ms
const NOT_ANSWERING = "The server does not answer. Your symbols are safe in this browser; try again in a moment.";
const NOT_KEPT = "This browser cannot keep so many symbols: after a reload the newest would be gone. Save them to a file.";
const UNREADABLE = "The symbols that this browser kept cannot be read here. They are laid aside in it: save them to a file.";

const find = (selector) => element.querySelector(selector);
const all = (selector) => [...element.querySelectorAll(selector)];
const sheets = Object.fromEntries(all("dialog").map((dialog) => [dialog.dataset.sheet, dialog]));
const svg = find(".map svg");
const drawings = new Map(); // id → {picture, at}
let classes = []; // [name, ids of drawings]
let n = 0;
let version = 0; // of the symbols that were shown last
let waiting = null; // {n, resolve}
let known = false; // whether the server has the symbols
let turn = Promise.resolve();
let opened = null; // name of the symbol on its sheet
let previewed = null; // file in base64
let query = {};
let reach = [-1, -1, 1, 1]; // the least x and y of the map, and the greatest
let hiding = null;

const make = (kind, name, text) => {
  const node = document.createElement(kind);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
};
const tell = (name, detail) => window.dispatchEvent(new CustomEvent(name, { detail }));

// ---- kept in the browser --------------------------------------------------------------------------------

function stored(key = KEY) {
  try { return localStorage.getItem(key) ?? ""; } catch { return ""; }
}
let kept = stored(); // what this tab shows
let seen = kept; // what it last saw in storage

function keep(text) {
  kept = text;
  try {
    if (text) localStorage.setItem(KEY, text);
    else localStorage.removeItem(KEY);
  } catch { /* full or forbidden: told below */ }
  seen = stored();
  warn();
}

function warn() {
  const text = seen !== kept ? NOT_KEPT : stored(ASIDE) ? UNREADABLE : "";
  find(".shelf-warning span").textContent = text;
  find(".shelf-warning").hidden = !text;
}

// What cannot be read must not be overwritten by the next symbol.
function layAside() {
  try {
    localStorage.setItem(ASIDE, kept);
    localStorage.removeItem(KEY);
  } catch { return; } // no room for both
  kept = seen = "";
  warn();
}

// Another tab has changed the symbols since this one last looked: take them up before anything is done to older ones.
function isStale() {
  if (stored() === seen) return false;
  kept = seen = stored();
  known = false;
  return true;
}
window.addEventListener("storage", (event) => { if (event.key === KEY && element.isConnected && isStale()) ask(null); });

// ---- to the server and back -----------------------------------------------------------------------------

function send(request) {
  return new Promise((resolve) => {
    const slow = setTimeout(() => toast({ kind: "busy", text: WAITING }), SLOW);
    const late = setTimeout(() => end(null), PATIENCE);
    const end = (answer) => {
      clearTimeout(slow);
      clearTimeout(late);
      const box = find(".toast");
      if (box.textContent.includes(WAITING)) box.hidden = true;
      resolve(answer);
    };
    waiting = { n: ++n, resolve: end };
    props.value = JSON.stringify({ n, ...request });
    trigger("input");
  });
}

watch("value", () => {
  const answer = JSON.parse(props.value);
  if (answer.do || !("n" in answer)) return;
  props.value = "{}"; // Gradio copies every value at every event: the pictures of 1,000 symbols take their time
  if (waiting?.n === answer.n) waiting.resolve(answer);
});

// Whether each drawing has come with its picture, in this answer or before: not after an answer that came too late.
function isWhole({ classes, drawings: fresh }) {
  return classes.every(([, ids]) => ids.every((id) => id in fresh || drawings.has(id)));
}

function ask(request) {
  turn = turn.then(() => exchange(request)).catch((error) => console.error(error));
  return turn;
}

async function exchange(request) {
  for (let tries = 0; tries < 3; tries++) {
    isStale();
    if (!known) {
      const answer = await send({ do: "restore", kept, version });
      if (!answer || answer.lost) break;
      known = true;
      if (answer.said?.kind === "problem") layAside();
      // In one file again, by these weights. At the first look only: another tab, told of it, loses what it could undo.
      if ("kept" in answer && !drawings.size) keep(answer.kept);
      show({ did: "restore", ...answer, said: null });
    }
    if (!request) return;
    const answer = await send(request);
    // Without an answer, nobody knows whether it was done: next time, the server is told once more what there is.
    known = Boolean(answer) && !answer.lost && isWhole(answer);
    if (!answer) break;
    if (known && !isStale()) { // else another tab was faster: once more, on top of what it did
      if ("kept" in answer) keep(answer.kept);
      if ("more" in answer) keep(`${kept}\n${answer.more}`);
      show({ did: request.do, ...answer });
      return answer;
    }
  }
  toast({ kind: "problem", text: NOT_ANSWERING });
  tell("symbols:changed", { did: request?.do, said: { kind: "problem" }, classes, drawings: {}, suggestion: "" });
}

window.addEventListener("symbols:do", ({ detail }) => { if (element.isConnected) ask(detail); });
window.addEventListener("symbols:lost", () => {
  if (!kept || !known) return;
  known = false;
  ask(null);
});

// ---- what is shown --------------------------------------------------------------------------------------

function show(answer) {
  for (const [id, drawing] of Object.entries(answer.drawings)) drawings.set(id, drawing);
  ({ classes, reach, version } = answer);
  tell("symbols:changed", answer);
  const total = classes.reduce((sum, [, ids]) => sum + ids.length, 0);
  find("[data-count]").textContent = !classes.length ? "" : total > classes.length ? `${classes.length}, ${total} drawings` : classes.length;
  find(".shelf-empty").hidden = classes.length > 0;
  find(".shelf-more").hidden = !classes.length;
  for (const button of all("[data-some]")) button.hidden = !classes.length;
  for (const button of all("[data-do=undo]")) button.title = answer.undo ? `Undo: ${answer.undo}` : "";
  find(".shelf-tools [data-do=undo]").hidden = !answer.undo;
  find(".toast [data-do=undo]").hidden ||= !answer.undo; // beside what failed there is none
  showCards();
  showSheet();
  drawMap();
  if (answer.review) showReview(answer.review);
  else if (find("[data-fold=judge]").open) ask({ do: "judge" });
  const until = answer.did === "clear" && answer.undo ? " This can be undone until the page is reloaded." : "";
  const changed = "kept" in answer || "more" in answer;
  if (answer.said) toast({ ...answer.said, text: answer.said.text + until }, changed && answer.did !== "undo" && answer.undo);
  find(".shelf").dataset.answered = answer.n;
}

function showCards() {
  const list = find(".shelf > .shelf-cards");
  const old = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const items = classes.map(([name, ids]) => {
    const key = JSON.stringify([name, ids]);
    const item = old.get(key) ?? card(name, drawings.get(ids[0]).picture, ids.length, () => openSheet(name));
    item.dataset.key = key;
    old.delete(key);
    return item;
  });
  // The others stay where they are: to lay out 1,000 cards anew takes its time.
  for (const item of old.values()) item.remove();
  items.forEach((item, i) => { if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null); });
}

function card(name, picture, count, open) {
  const item = make("li");
  const body = make(open ? "button" : "span", "card");
  const image = make("img");
  image.alt = "";
  if (picture) image.src = picture;
  body.append(image, make("bdi", "card-name", name));
  if (count > 1) body.append(make("span", "card-count", count));
  if (open) {
    body.type = "button";
    body.setAttribute("aria-label", `${name}: ${count} ${count === 1 ? "drawing" : "drawings"}. Rename or delete`);
    body.addEventListener("click", open);
  }
  item.append(body);
  return item;
}

// A message that something is going on stays until another one comes.
function toast({ kind, text }, undo) {
  const box = find(".toast");
  (all("dialog").find(({ open }) => open) ?? find(".shelf")).append(box); // nothing beside an open sheet can be clicked
  box.dataset.kind = kind;
  box.querySelector("span").textContent = text;
  box.querySelector("button").hidden = !undo || kind === "problem";
  box.hidden = false;
  box.classList.remove("other-edge");
  const here = covered(box);
  box.classList.add("other-edge");
  if (covered(box) >= here) box.classList.remove("other-edge");
  clearTimeout(hiding);
  if (kind !== "busy") hiding = setTimeout(() => { box.hidden = true; }, TOAST);
}

// How much of what somebody looks at or needs next is under the message, in square pixels.
function covered(box) {
  const mine = box.getBoundingClientRect();
  const needed = [...document.querySelectorAll(".oneshot canvas, .naming > span, .ranking")].map((node) => node.getBoundingClientRect());
  return needed.reduce((sum, { left, right, top, bottom }) => {
    const [width, height] = [Math.min(mine.right, right) - Math.max(mine.left, left), Math.min(mine.bottom, bottom) - Math.max(mine.top, top)];
    return sum + Math.max(width, 0) * Math.max(height, 0);
  }, 0);
}
find(".toast").addEventListener("pointerenter", () => clearTimeout(hiding));
find(".toast").addEventListener("focusin", () => clearTimeout(hiding));

// ---- one symbol -----------------------------------------------------------------------------------------

function openSheet(name) {
  opened = name;
  sheets.symbol.querySelector("input").value = name;
  sheets.symbol.querySelector(".sheet-problem").textContent = "";
  showSheet();
  sheets.symbol.showModal();
}

function showSheet() {
  const ids = classes.find(([name]) => name === opened)?.[1];
  if (!ids) return sheets.symbol.close();
  sheets.symbol.querySelector("ul").replaceChildren(...ids.map((id, i) => {
    const item = make("li");
    const image = make("img");
    image.alt = `Drawing ${i + 1}`;
    image.src = drawings.get(id)?.picture ?? "";
    const button = make("button", "plain danger", "Delete");
    button.type = "button";
    button.setAttribute("aria-label", `Delete drawing ${i + 1}`);
    button.addEventListener("click", () => ask({ do: "remove", name: opened, drawing: id }));
    item.append(image);
    if (ids.length > 1) item.append(button);
    return item;
  }));
}

async function rename() {
  const input = sheets.symbol.querySelector("input");
  const to = input.value;
  const old = opened;
  if (to === old) return;
  const place = classes.findIndex(([name]) => name === old);
  const told = (event) => {
    if (event.detail.did !== "rename") return;
    window.removeEventListener("symbols:changed", told);
    const { said } = event.detail;
    sheets.symbol.querySelector(".sheet-problem").textContent = said?.kind === "problem" ? said.text : "";
    if (said?.kind === "done") input.value = opened = event.detail.classes[place]?.[0] ?? old;
  };
  window.addEventListener("symbols:changed", told);
  await ask({ do: "rename", name: old, to });
}
sheets.symbol.querySelector("[data-rename]").addEventListener("click", rename);
sheets.symbol.querySelector("[data-remove]").addEventListener("click", () => ask({ do: "remove", name: opened }));
sheets.symbol.querySelector("input").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  rename();
});
for (const sheet of Object.values(sheets)) {
  sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(""); }); // beside it
  sheet.addEventListener("close", () => { if (sheet.contains(find(".toast"))) find(".shelf").append(find(".toast")); });
}

// ---- files ----------------------------------------------------------------------------------------------

async function preview(files) {
  if (!files.length) return;
  toast({ kind: "busy", text: "Reading…" });
  const answer = await call("preview", { binary: true, data: Object.fromEntries([...files].map((file, i) => [i, file])) });
  if (answer.problem) return toast({ kind: "problem", text: answer.problem });
  find(".toast").hidden = true;
  previewed = answer.file;
  const sheet = sheets.preview;
  sheet.querySelector("h3 bdi").textContent = answer.title;
  sheet.querySelector("[data-words]").textContent = answer.words;
  sheet.querySelector(".sheet-problems").replaceChildren(...answer.problems.slice(0, 5).map((text) => make("li", "", text)));
  sheet.querySelector(".shelf-cards").replaceChildren(...answer.classes.map(([name, picture, count]) => card(name, picture, count)));
  sheet.querySelector("[value=replace]").hidden = !classes.length;
  sheet.returnValue = "";
  sheet.showModal();
}
sheets.preview.addEventListener("close", () => {
  const how = sheets.preview.returnValue;
  if (how === "merge" || how === "replace") ask({ do: "load", how, file: previewed });
  previewed = null;
});

async function call(name, argument) {
  try { return await server[name](argument) ?? { problem: NOT_ANSWERING }; } catch { return { problem: NOT_ANSWERING }; }
}

async function download(what, file) {
  const answer = await call(what, kept);
  if (answer.problem) return toast({ kind: "problem", text: answer.problem });
  hand(answer.file, file);
}

function hand(content, file) {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const link = Object.assign(make("a"), { href: URL.createObjectURL(new Blob([bytes], { type: "application/zip" })), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// What could not be read here is handed out as it is.
function rescue() {
  if (seen !== kept) return download("save", "symbols.zip");
  for (const file of stored(ASIDE).split("\n")) hand(file, "symbols.zip");
  localStorage.removeItem(ASIDE);
  warn();
}

const chooser = find("input[type=file]");
chooser.addEventListener("change", () => { preview(chooser.files); chooser.value = ""; });
const section = find(".shelf");
section.addEventListener("dragover", (event) => { event.preventDefault(); section.classList.add("dropping"); });
section.addEventListener("dragleave", () => section.classList.remove("dropping"));
section.addEventListener("drop", (event) => {
  event.preventDefault();
  section.classList.remove("dropping");
  preview(event.dataTransfer.files);
});

const actions = {
  undo: () => ask({ do: "undo" }),
  clear: () => ask({ do: "clear" }),
  open: () => chooser.click(),
  rescue,
  save: () => download("save", "symbols.zip"),
  pictures: () => download("pictures", "symbols-as-pictures.zip"),
  ...Object.fromEntries(Object.keys(props.sets).map((set) => [set, () => ask({ do: "starter", set })])),
};
element.addEventListener("click", (event) => actions[event.target.closest("[data-do]")?.dataset.do]?.());

// ---- how good is it -------------------------------------------------------------------------------------

find("[data-fold=judge]").addEventListener("toggle", ({ target }) => { if (target.open) ask({ do: "judge" }); });

function showReview({ words, confused, closest }) {
  find("[data-judged]").textContent = words;
  fill(find("[data-confused]"), confused);
  fill(find("[data-closest]"), closest.map(([a, b, distance, near]) => [a, b, `${distance.toFixed(2)}${near ? " – too near" : ""}`]));
}

function fill(table, rows) {
  table.hidden = !rows.length;
  table.tBodies[0].replaceChildren(...rows.map((cells) => {
    const line = make("tr");
    for (const cell of cells) {
      const data = make("td");
      data.append(make("bdi", "", cell));
      line.append(data);
    }
    return line;
  }));
}

// ---- the map --------------------------------------------------------------------------------------------

const EDGE = 36; // of the map, in pixels
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const put = (kind, attributes) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};

window.addEventListener("symbols:query", ({ detail }) => { query = detail; drawQuery(); });
find("[data-fold=map]").addEventListener("toggle", drawMap);

new ResizeObserver(() => { if (svg.clientWidth && svg.clientWidth !== svg.viewBox.baseVal.width) drawMap(); }).observe(svg);

let place = null; // from a place in the plane to one on the map, in pixels

function drawMap() {
  if (!find("[data-fold=map]").open || !classes.length) return;
  const width = svg.clientWidth; // not before: it has the page laid out
  if (!width) return;
  const points = classes.flatMap(([name, ids]) => ids.map((id, i) => ({ name, id, i, count: ids.length, at: drawings.get(id).at })));
  // The window is fixed too; what lies farther out stands at its edge.
  const [left, bottom, right, top] = reach;
  const scale = (width - 2 * EDGE) / (right - left);
  const inside = (value, least, most) => Math.min(Math.max(value, least), most);
  place = ([x, y]) => [EDGE + scale * (inside(x, left, right) - left), EDGE + scale * (top - inside(y, bottom, top))];
  svg.setAttribute("viewBox", `0 0 ${width} ${2 * EDGE + scale * (top - bottom)}`);
  const side = (points.length > 200 ? 22 : points.length > 30 ? 36 : 46) * (width < 480 ? 0.75 : 1);
  const focused = svg.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  svg.replaceChildren(...points.map((point) => pointNode(point, place(point.at), side)));
  const first = svg.querySelector(focused ? `[data-id="${focused}"]` : ".map-point") ?? svg.querySelector(".map-point");
  first.setAttribute("tabindex", 0);
  if (focused) first.focus();
  drawQuery();
}

// Alone: while the pen moves, the points stay as they are.
function drawQuery() {
  for (const node of svg.querySelectorAll(":scope > :not(.map-point)")) node.remove();
  const isNear = place && query.at && query.id && drawings.has(query.id);
  find("[data-legend=query]").hidden = !isNear;
  if (!isNear) return;
  const [x, y] = place(query.at);
  const [x2, y2] = place(drawings.get(query.id).at);
  svg.prepend(put("line", { x1: x, y1: y, x2, y2, class: "map-line" }));
  svg.append(put("circle", { cx: x, cy: y, r: 15, class: "map-query" }), put("circle", { cx: x, cy: y, r: 4, class: "map-query-centre" }));
}

function pointNode({ name, id, i, count }, [x, y], side) {
  // One of them can be reached with the Tab key, the others from there with the arrow keys.
  const node = put("g", { class: "map-point", tabindex: -1, role: "img", transform: `translate(${x} ${y})`, "data-id": id, "data-x": x, "data-y": y });
  const words = count > 1 ? `${name}, drawing ${i + 1} of ${count}` : name;
  node.setAttribute("aria-label", words);
  node.append(
    put("rect", { x: -side / 2, y: -side / 2, width: side, height: side, rx: 6 }),
    put("image", { href: drawings.get(id).picture, x: -side / 2 + 2, y: -side / 2 + 2, width: side - 4, height: side - 4 }),
  );
  const speak = () => { find(".map-told").textContent = words; };
  node.addEventListener("pointerenter", () => {
    if (node !== document.activeElement) svg.append(node); // on top of the others; moved, it would lose the focus
    speak();
  });
  node.addEventListener("focus", speak);
  return node;
}

svg.addEventListener("keydown", (event) => {
  const from = event.target.closest(".map-point");
  const arrow = ARROWS[event.key];
  if (!from || !arrow) return;
  event.preventDefault();
  let nearest = null;
  let best = Infinity;
  for (const node of svg.querySelectorAll(".map-point")) {
    const way = [node.dataset.x - from.dataset.x, node.dataset.y - from.dataset.y];
    const ahead = way[0] * arrow[0] + way[1] * arrow[1];
    const aside = Math.abs(way[0] * arrow[1]) + Math.abs(way[1] * arrow[0]);
    if (node !== from && ahead > 0 && ahead + 2 * aside < best) [nearest, best] = [node, ahead + 2 * aside];
  }
  if (!nearest) return;
  from.setAttribute("tabindex", -1);
  nearest.setAttribute("tabindex", 0);
  svg.append(nearest);
  nearest.focus();
});

// ---- begin ----------------------------------------------------------------------------------------------

warn();
if (kept) ask(null);
