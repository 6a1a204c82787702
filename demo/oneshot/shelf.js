// The visitor's symbols. `mount` is handed element, props (sets), trigger, watch, server.
//
// They live in this browser's storage; the server holds a copy while the page is open. Requests and answers are JSON
// strings in the component's value (see demo.oneshot.tab.act).

import { wholeSheets } from "../pad/pads.js";
import { showCards } from "./cards.js";
import { exchanges } from "./exchange.js";
import { symbolFiles } from "./files.js";
import { symbolMap } from "./map.js";
import { showReview } from "./review.js";
import { symbolSheet } from "./sheet.js";
import { symbolStore } from "./store.js";
import { asked, changed, lost, queried } from "./symbols.js";
import { messages } from "./toast.js";

const WAITING = "Waiting for the server…";
const NOT_ANSWERING = "The server does not answer. Your symbols are safe in this browser; try again in a moment.";
const NOT_KEPT = "This browser cannot keep so many symbols: after a reload the newest would be gone. Save them to a file.";
const NOTHING_KEPT = "This browser keeps nothing of this page: after a reload your symbols would be gone. Save them to a file.";
const UNREADABLE = "The symbols that this browser kept cannot be read here. They are laid aside in it: save them to a file.";

export function mount({ element, props, trigger, watch, server }) {
  const find = (selector) => element.querySelector(selector);
  const all = (selector) => [...element.querySelectorAll(selector)];
  const section = find(".shelf");
  const sheets = Object.fromEntries(all("dialog").map((dialog) => [dialog.dataset.sheet, dialog]));
  const drawings = new Map(); // id → {picture, at}
  let classes = []; // [name, ids of drawings]

  const message = messages(section);
  const store = symbolStore(warn);
  const map = symbolMap(find("[data-fold=map]"), drawings);
  const exchange = exchanges({
    store,
    drawings,
    post: (request) => {
      props.value = JSON.stringify(request);
      trigger("input");
    },
    waits: (long) => {
      if (long) message.say({ kind: "busy", text: WAITING });
      else if (message.box.textContent.includes(WAITING)) message.hide();
    },
    shows: show,
    fails: (request) => {
      message.say({ kind: "problem", text: NOT_ANSWERING });
      changed.tell({ did: request.do, said: { kind: "problem", text: NOT_ANSWERING }, classes, drawings: {}, suggestion: "" });
    },
  });
  const sheet = symbolSheet(sheets.symbol, (request) => exchange.ask(request));
  const files = symbolFiles({
    section,
    sheet: sheets.preview,
    call,
    say: message.say,
    hide: message.hide,
    load: (how, file, names) => exchange.ask({ do: "load", how, file, names }),
  });

  watch("value", () => {
    const answer = JSON.parse(props.value);
    if (answer.do || !("n" in answer)) return;
    props.value = "{}"; // Gradio copies every value at every event: the pictures of 1,000 symbols take their time
    exchange.answered(answer);
  });

  asked.hear((request) => { if (element.isConnected) exchange.ask(request); });
  lost.hear(() => exchange.lost());
  queried.hear((query) => map.showQuery(query));
  store.onOtherTab(() => { if (element.isConnected) exchange.stale(); });

  function show(answer) {
    for (const [id, drawing] of Object.entries(answer.drawings)) drawings.set(id, drawing);
    ({ classes } = answer);
    changed.tell(answer);
    const total = classes.reduce((sum, [, ids]) => sum + ids.length, 0);
    find("[data-count]").textContent = !classes.length ? "" : total > classes.length ? `${classes.length}, ${total} drawings` : classes.length;
    find(".shelf-empty").hidden = classes.length > 0;
    find(".shelf-more").hidden = !classes.length;
    for (const button of all("[data-some]")) button.hidden = !classes.length;
    for (const button of all("[data-do=undo]")) button.title = answer.undo ? `Undo: ${answer.undo}` : "";
    find(".shelf-tools [data-do=undo]").hidden = !answer.undo;
    find(".toast [data-do=undo]").hidden ||= !answer.undo; // beside what failed there is none
    showCards(find(".shelf > .shelf-cards"), classes, drawings, (name) => sheet.open(name, drawings));
    sheet.show(answer, drawings);
    map.show(answer);
    if (answer.review) showReview(find("[data-fold=judge]"), answer.review);
    else if (find("[data-fold=judge]").open) exchange.ask({ do: "judge" });
    const until = answer.did === "clear" && answer.undo ? " This can be undone until the page is reloaded." : "";
    const isOther = typeof (answer.kept ?? answer.more) === "string";
    if (answer.said) message.say({ ...answer.said, text: answer.said.text + until }, isOther && answer.did !== "undo" && answer.undo);
    section.dataset.answered = answer.n;
  }

  function warn() {
    const text = store.isFull ? (store.isForbidden ? NOTHING_KEPT : NOT_KEPT) : store.aside ? UNREADABLE : "";
    find(".shelf-warning span").textContent = text;
    find(".shelf-warning").hidden = !text;
  }

  async function call(name, argument) {
    try { return await server[name](argument) ?? { problem: NOT_ANSWERING }; } catch { return { problem: NOT_ANSWERING }; }
  }

  // What could not be read here is handed out as it is.
  function rescue() {
    if (store.isFull) return files.save("save", store.kept, "symbols.zip");
    for (const file of store.aside.split("\n")) files.hand(file, "symbols.zip");
    store.forgetAside();
  }

  for (const one of Object.values(sheets)) {
    one.addEventListener("click", (event) => { if (event.target === one) one.close(""); }); // beside it
    one.addEventListener("close", () => { if (one.contains(message.box)) section.append(message.box); });
  }
  files.takeFrom(() => classes.length > 0);
  wholeSheets.hear((file) => { if (element.isConnected) files.preview([file], () => classes.length > 0); });
  find("[data-fold=judge]").addEventListener("toggle", ({ target }) => { if (target.open) exchange.ask({ do: "judge" }); });

  const actions = {
    undo: () => exchange.ask({ do: "undo" }),
    clear: () => exchange.ask({ do: "clear" }),
    open: files.choose,
    rescue,
    save: () => files.save("save", store.kept, "symbols.zip"),
    pictures: () => files.save("pictures", store.kept, "symbols-as-pictures.zip"),
    ...Object.fromEntries(Object.keys(props.sets).map((set) => [set, () => exchange.ask({ do: "starter", set })])),
  };
  element.addEventListener("click", (event) => actions[event.target.closest("[data-do]")?.dataset.do]?.());

  warn();
  if (store.kept) exchange.restore();
}
