// Drawing with the keyboard: arrow keys move the pen, the space bar puts it down and lifts it.

import { ARROWS } from "../shared/dom.js";
import { clamp, UNITS } from "./geometry.js";

const STEP = 25; // paper units that an arrow key moves the pen; a fifth of it with Shift

// paper: begin(point), move(point), finish(), clear(), isDrawing(), isTaken(), redraw(); tell: for screen readers.
export function followKeys(canvas, paper, tell) {
  const at = { x: UNITS / 2, y: UNITS / 2, shown: false };
  const held = new Set(); // arrow keys that are down

  canvas.addEventListener("keydown", (event) => {
    if (paper.isTaken() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) {
      held.add(event.key);
      const step = event.shiftKey ? STEP / 5 : STEP;
      for (const key of held) { // two at once go diagonally
        at.x = clamp(at.x + ARROWS[key][0] * step);
        at.y = clamp(at.y + ARROWS[key][1] * step);
      }
      if (paper.isDrawing()) paper.move([at.x, at.y]);
    } else if (event.key === " ") {
      if (paper.isDrawing()) paper.finish();
      else paper.begin([at.x, at.y]);
      tell(paper.isDrawing() ? "Pen down" : "Pen up");
    } else if (event.key === "Escape") paper.finish();
    else if (event.key === "Delete" || event.key === "Backspace") paper.clear();
    else return;
    event.preventDefault();
    at.shown = true;
    paper.redraw();
  });
  canvas.addEventListener("keyup", (event) => held.delete(event.key));
  canvas.addEventListener("focus", () => { at.shown = canvas.matches(":focus-visible"); paper.redraw(); });
  canvas.addEventListener("pointerdown", () => { at.shown = false; });
  canvas.addEventListener("blur", () => {
    held.clear();
    if (!paper.isTaken()) paper.finish();
    at.shown = false;
    paper.redraw();
  });

  return () => (at.shown ? { x: at.x, y: at.y, down: paper.isDrawing() } : null);
}
