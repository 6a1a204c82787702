// A pen, a finger or a mouse on the paper.
//
// It draws through `paper`: begin(point), move(point), finish(), drop() what is being drawn, takeBack() the last stroke,
// erase(point), rest() from erasing, and takes(event), whether the paper has another use for this pointer.

import { edgeBetween, isOn, UNITS } from "./geometry.js";

const PALM = 1000; // ms before and after a pen's stroke in which what touches the paper is the hand that holds it
const ERASER = 5; // the button at the other end of a pen

export function followPen(canvas, paper) {
  /** @type {number | null} */
  let pointer = null; // id of the one that draws
  let kind = ""; // "pen", "touch" or "mouse"
  let erasing = false;
  let last = [0, 0]; // point of the paper or beside it
  let penned = -Infinity; // when a pen was last heard of
  let touched = { at: -Infinity, state: null }; // when a finger's stroke ended, and the paper with it

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * UNITS, ((event.clientY - box.top) / box.height) * UNITS];
  };

  function lift() {
    if (pointer === null) return;
    pointer = null;
    if (erasing) paper.rest();
    else paper.finish();
    erasing = false;
    if (kind === "touch") touched = { at: performance.now(), state: paper.state() };
  }

  canvas.addEventListener("pointerdown", (event) => {
    const now = performance.now();
    const isPen = event.pointerType === "pen";
    if (pointer !== null) {
      if (!isPen || kind !== "touch") return; // a second finger, or the palm beside the pen
      pointer = null; // the palm was there first
      paper.drop();
    } else if (isPen && now - touched.at < PALM && touched.state === paper.state()) paper.takeBack();
    if (event.button !== 0 && !(isPen && event.button === ERASER)) return;
    if (event.pointerType === "touch" && now - penned < PALM) return;
    if (paper.takes(event)) return;
    if (isPen) penned = now;
    [pointer, kind, erasing, last] = [event.pointerId, event.pointerType, event.button === ERASER, place(event)];
    canvas.setPointerCapture(event.pointerId);
    if (erasing) paper.erase(last);
    else paper.begin(last);
  });

  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "pen") penned = performance.now();
    if (event.pointerId !== pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) go(place(one));
  });

  // Beside the paper nothing is drawn: a line ends at the edge, and coming back is the next one.
  function go(point) {
    if (erasing) paper.erase(point);
    else if (isOn(point)) {
      if (!isOn(last)) paper.begin(edgeBetween(point, last));
      paper.move(point);
    } else if (isOn(last)) {
      paper.move(edgeBetween(last, point));
      paper.finish();
    }
    last = point;
  }

  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(name, (event) => { if (event.pointerId === pointer) lift(); });
  }
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  // Safari takes the pencil for handwriting, and a finger for scrolling, unless told so here too.
  canvas.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });

  return { isDown: () => pointer !== null, place, lift };
}
