// A drawing pad. `mount` is handed element, props (name, max_bytes, …), trigger, server.
//
// Its value is one JSON string, {"n": 12, "strokes": [[x0, y0, x1, y1, …], …]} in whole paper units 0…1000, or
// {"n": 12, "picture": "<PNG in base64>", "box": [x, y, width, height]}. n is the number of the request.

import { nextNumber } from "../shared/requests.js";
import { camera } from "./camera.js";
import { clamp, touches } from "./geometry.js";
import { followKeys } from "./keyboard.js";
import { paint } from "./paper.js";
import { enter, tell } from "./pads.js";
import { followPen } from "./pen.js";
import { pictures } from "./picture.js";
import { keep, kept } from "./storage.js";

const NEAREST = 4; // paper units between two points of a stroke; four times as many on a crowded paper
const CROWDED = 3000; // points
const ERASER = 20; // paper units from the eraser's middle within which it takes a stroke away
const SEND_EVERY = 80; // ms, while the pen is down
const EMPTY = { strokes: [], picture: null };

export function mount({ element, props, trigger, server }) {
  const find = (selector) => element.querySelector(selector);
  const canvas = find("canvas");
  const button = Object.fromEntries([...element.querySelectorAll("[data-do]")].map((b) => [b.dataset.do, b]));

  let state = kept(props.name) ?? EMPTY; // never changed in place: undo keeps the older ones
  const past = [];
  let future = [];
  /** @type {number[] | null} */
  let stroke = null; // the one being drawn
  let erased = false; // whether the eraser has taken a stroke away since it was put down
  let n = 0;
  let answered = 0;
  let sentAt = 0;
  let sending;

  // ---- what is on the paper ----

  const strokes = () => [...(state.picture ? [] : state.strokes), ...(stroke ? [stroke] : [])];
  const isBlank = () => !state.picture && !state.strokes.length && !stroke;

  function change(next) {
    past.push(state);
    future = [];
    show(next);
  }

  function show(next) {
    state = next;
    picture.stopReading();
    say("");
    keep(props.name, isBlank() ? null : state);
    send();
    draw();
  }

  function put(others) {
    end();
    picture.stopReading();
    if (others.length || !isBlank()) change({ strokes: others, picture: null });
    else draw();
  }

  function travel(from, to) {
    end();
    if (!from.length) return;
    to.push(state);
    show(from.pop());
  }

  function say(problem) {
    find(".pad-problem").textContent = problem;
  }

  // ---- drawing on it ----

  function begin(point) {
    picture.stopReading();
    stroke = [];
    move(point);
  }

  function move(point) {
    if (!stroke) return;
    const [x, y] = point.map((value) => clamp(Math.round(value)));
    const points = strokes().reduce((sum, { length }) => sum + length / 2, 0);
    const [lastX, lastY] = stroke.slice(-2);
    if (stroke.length && Math.hypot(x - lastX, y - lastY) < (points > CROWDED ? 4 * NEAREST : NEAREST)) return;
    stroke.push(x, y);
    sendSoon();
    redraw();
  }

  function finish() {
    if (!stroke) return;
    if (stroke.length === 2) stroke.push(...stroke); // a dot
    const next = { strokes: strokes(), picture: null };
    stroke = null;
    change(next);
  }

  // What was no drawing: the hand that holds the pen.
  function drop() {
    stroke = null;
    redraw();
  }

  function takeBack() {
    if (past.length) show(past.pop());
  }

  function erase(point) {
    if (state.picture) return;
    const left = state.strokes.filter((one) => !touches(one, point, ERASER));
    if (left.length === state.strokes.length) return;
    if (erased) show({ strokes: left, picture: null }); // Undo brings all of them back
    else change({ strokes: left, picture: null });
    erased = true;
  }

  function end() {
    pen.lift();
    finish();
  }

  const paper = {
    state: () => state,
    isDrawing: () => Boolean(stroke),
    isTaken: () => pen.isDown() || (Boolean(state.picture) && picture.isFixing()), // a stroke would replace what is put right
    takes: (event) => {
      if (!state.picture || !picture.isFixing()) {
        finish(); // what the keyboard draws
        return false;
      }
      picture.cropFrom(event);
      return true;
    },
    place: (event) => pen.place(event),
    rest: () => { erased = false; },
    clear: () => put([]),
    tell: say,
    ...{ isBlank, change, begin, move, finish, drop, takeBack, erase, end, draw, redraw },
  };
  const picture = pictures({ element, paper, read: (data) => server.read_picture(data), most: props.max_bytes, takesSheets: props.takes_sheets });
  const pen = followPen(canvas, paper);
  const cursor = followKeys(canvas, paper, (words) => { find("[data-pen]").textContent = words; });
  const film = camera({
    element,
    chooser: find("[data-source=camera]"),
    offer: (there) => { button.camera.hidden = !there; },
    take: picture.take,
    tell: say,
  });

  const actions = {
    undo: () => travel(past, future),
    redo: () => travel(future, past),
    clear: () => put([]),
    upload: () => find("[data-source=upload]").click(),
    camera: film.open,
    shoot: film.shoot,
    ...picture.actions,
  };
  element.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const action = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
    if (!action) return;
    event.preventDefault();
    actions[action]();
  });
  element.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-do]");
    if (chosen) actions[chosen.dataset.do]();
  });
  window.addEventListener("pagehide", () => { if (element.isConnected) end(); });

  // ---- to the server and back ----

  function send() {
    clearTimeout(sending);
    sending = undefined;
    sentAt = performance.now();
    n = nextNumber();
    const { picture: ink, box } = state.picture ?? {};
    const drawn = !state.picture || stroke; // the first line over a picture replaces it
    props.value = JSON.stringify(drawn ? { n, strokes: strokes() } : { n, picture: ink, box });
    tell(self);
    trigger("input");
  }

  function sendSoon() {
    sending ??= setTimeout(send, Math.max(0, SEND_EVERY - (performance.now() - sentAt)));
  }

  const self = {
    name: props.name,
    n: () => n,
    value: () => props.value ?? "",
    repeat: () => {
      if (element.isConnected) trigger("input");
      return element.isConnected;
    },
    put(others, after) {
      if (after !== undefined && (after !== n || stroke || picture.isReading())) return; // something newer has begun
      put(others);
    },
    answer(answer) {
      if (answer.n < answered) return;
      answered = answer.n;
      const frame = find(".pad-frame");
      frame.hidden = !answer.seen;
      if (answer.seen) frame.src = answer.seen;
      if (answer.n === n && !stroke) say(answer.problem ?? ""); // each drawing begins as a dot: do not nag
    },
  };
  enter(self);

  // ---- what is shown ----

  let drawing = false;

  function redraw() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => { drawing = false; draw(); });
  }

  function draw() {
    if (!canvas.clientWidth) return; // in a hidden tab
    const colour = getComputedStyle(element.firstElementChild).getPropertyValue("--side");
    paint(canvas, strokes(), { cursor: cursor(), colour });
    picture.draw();
    find(".pad-hint").hidden = !isBlank();
    button.undo.disabled = !past.length;
    button.redo.disabled = !future.length;
    button.clear.disabled = isBlank() && !picture.isReading();
  }

  new ResizeObserver(redraw).observe(canvas);
  window.addEventListener("resize", redraw); // zoom changes the pixels, not the size
  if (!isBlank()) send();
  draw();
}
