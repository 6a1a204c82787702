// @ts-check
// A paper to draw on, with pen, finger, mouse or keys, and nothing else.

import { clamp, touches } from "../pad/geometry.js";
import { followKeys } from "../pad/keyboard.js";
import { paint } from "../pad/paper.js";
import { followPen } from "../pad/pen.js";

const NEAREST = 4; // paper units between two points of a stroke
const MOST = 4000; // points, as the server takes them
const ERASER = 20; // paper units

/**
 * @param {HTMLElement} element with a canvas and a hint
 * @param {() => void} changed
 */
export function paperIn(element, changed) {
  const canvas = /** @type {HTMLCanvasElement} */ (element.querySelector("canvas"));
  const hint = /** @type {HTMLElement} */ (element.querySelector(".hint"));
  /** @type {number[][]} */
  let strokes = []; // never changed in place
  /** @type {number[][][]} */
  let past = [];
  /** @type {number[] | null} */
  let stroke = null;

  const all = () => (stroke ? [...strokes, stroke] : strokes);

  function draw() {
    if (!canvas.clientWidth) return;
    paint(canvas, all(), { cursor: cursor(), colour: "#0877bd" });
    hint.hidden = all().length > 0;
  }

  function set(next) {
    past.push(strokes);
    strokes = next;
    draw();
    changed();
  }

  const paper = {
    state: () => strokes,
    isDrawing: () => Boolean(stroke),
    isTaken: () => pen.isDown(),
    takes: () => { paper.finish(); return false; },
    begin(point) { stroke = []; paper.move(point); },
    move(point) {
      if (!stroke) return;
      const [x, y] = point.map((value) => clamp(Math.round(value)));
      const [lastX, lastY] = stroke.slice(-2);
      if (stroke.length && Math.hypot(x - lastX, y - lastY) < NEAREST) return;
      if (all().reduce((sum, one) => sum + one.length / 2, 0) >= MOST) return;
      stroke.push(x, y);
      draw();
    },
    finish() {
      if (!stroke) return;
      if (stroke.length === 2) stroke.push(...stroke); // a dot
      const next = all().filter((one) => one.length);
      stroke = null;
      set(next);
    },
    drop() { stroke = null; draw(); },
    takeBack() { strokes = past.pop() ?? []; draw(); changed(); },
    erase(point) {
      const left = strokes.filter((one) => !touches(one, point, ERASER));
      if (left.length < strokes.length) set(left);
    },
    rest() {},
    clear() { if (strokes.length) set([]); },
    redraw: draw,
  };
  const pen = followPen(canvas, paper);
  const cursor = followKeys(canvas, paper, () => {});
  new ResizeObserver(draw).observe(canvas);

  return {
    strokes: () => all(),
    isBlank: () => !strokes.length && !stroke,
    hasPast: () => past.length > 0,
    undo: paper.takeBack,
    clear: paper.clear,
    /** After it was sent: what is undone is of the next drawing. */
    empty() { strokes = []; past = []; stroke = null; draw(); changed(); },
  };
}
