// @ts-check
// The lesson from the back of the room: one thing at a time, large, next and back by arrow keys or a clicker.

import { make } from "../shared/dom.js";

// What is shown one after the other, step by step; the style sheet knows what each of these words means.
export const SLIDES = [
  ["say", "show"],
  ["say", "show"],
  ["say", "show", "side"],
  ["say", "show", "side"],
  ["say", "show", "side"],
  ["say", "show", "own"],
  ["say", "side", "challenge"],
].flatMap((parts, i) => parts.map((part) => ({ step: i + 1, part })));

const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", " "];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp"];
const CLICKER = ["PageDown", "PageUp"];
// There arrows and the space bar have a meaning of their own.
const USES_KEYS = "input, select, textarea, button, summary, a, [tabindex], canvas";

/**
 * @param {HTMLElement} lesson
 * @param {HTMLButtonElement} button
 * @param {(step: number) => void} go shows a step
 */
export function present(lesson, button, go) {
  let slide = -1;
  const bar = make("div", "present-bar");
  const place = make("span", "present-place");
  const act = (/** @type {string} */ words, /** @type {() => void} */ does) => {
    const one = /** @type {HTMLButtonElement} */ (make("button", "", words));
    one.type = "button";
    one.addEventListener("click", () => { does(); one.blur(); });
    return one;
  };
  bar.append(act("‹ Back", () => show(slide - 1)), place, act("Next ›", () => show(slide + 1)), act("Leave", leave));

  // Whatever the fonts and the window are: nothing lies below the fold.
  function fit() {
    const { style } = lesson;
    style.zoom = "";
    for (let size = 0.95; slide >= 0 && size > 0.5 && document.documentElement.scrollHeight > innerHeight; size -= 0.05) style.zoom = String(size);
  }

  /** @param {number} wanted */
  function show(wanted) {
    slide = Math.min(Math.max(wanted, 0), SLIDES.length - 1);
    const { step, part } = SLIDES[slide];
    go(step);
    lesson.dataset.slide = part;
    place.textContent = `${slide + 1} of ${SLIDES.length}`;
    scrollTo(0, 0);
    // What was hidden has no size to draw in.
    requestAnimationFrame(() => { window.dispatchEvent(new Event("resize")); requestAnimationFrame(fit); });
  }

  function begin() {
    document.documentElement.classList.add("presenting");
    lesson.append(bar);
    document.documentElement.requestFullscreen?.().catch(() => {}); // an iframe may not
    button.blur();
    show(SLIDES.findIndex(({ step }) => step === Number(lesson.dataset.step)));
  }

  function leave() {
    document.documentElement.classList.remove("presenting");
    delete lesson.dataset.slide;
    bar.remove();
    slide = -1;
    fit();
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
  }

  button.addEventListener("click", begin);
  lesson.addEventListener("load", fit, true); // of a picture, which had no height before
  document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && slide >= 0) leave(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !lesson.getClientRects().length) return;
    const within = /** @type {Element} */ (event.target).closest?.(USES_KEYS);
    if (slide < 0) {
      if (event.key === "p" && !within) begin();
      return;
    }
    if (within && !CLICKER.includes(event.key) && event.key !== "Escape") return;
    if (FORWARD.includes(event.key)) show(slide + 1);
    else if (BACK.includes(event.key)) show(slide - 1);
    else if (event.key === "Escape" || event.key === "p") leave();
    else return;
    event.preventDefault();
  });
}
