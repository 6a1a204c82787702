// @ts-check
// The row of steps, and the presentation. `mount` is handed element, props, trigger.
//
// The step shown is kept in the lesson's data-step and in the address (?tab=lesson&step=3). The first time that the
// lesson is seen it triggers `input`, so that its data are fetched only for those who look at it.

import { signal } from "../shared/signal.js";
import { present } from "./present.js";

const stepShown = /** @type {import("../shared/signal.js").Signal<number>} */ (signal());
let shown = 0; // the step, once the lesson is in sight

/**
 * Have a function called with the step that is shown, now and each time that another is, once the lesson is in sight.
 *
 * @param {(step: number) => void} listener
 */
export function eachStep(listener) {
  stepShown.hear(listener);
  if (shown) listener(shown);
}

/** @param {import("../shared/mount.js").Handed} handed */
export function mount({ element, props, trigger }) {
  const links = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("a[data-step]")]);
  const lesson = element.closest("#lesson");
  const LAST = links.length;

  const asked = () => {
    const step = Number(new URLSearchParams(location.search).get("step"));
    return Number.isInteger(step) && step >= 1 && step <= LAST ? step : 1;
  };

  /** @param {number} step */
  function show(step) {
    lesson.dataset.step = step;
    for (const link of links) {
      if (Number(link.dataset.step) === step) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    if (shown) stepShown.tell(shown = step);
    // Canvases that were hidden have no size to draw in.
    requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
  }

  /** @param {number} step */
  function go(step) {
    if (step === Number(lesson.dataset.step)) return;
    show(step);
    const address = new URL(location.href);
    address.searchParams.set("tab", "lesson");
    address.searchParams.set("step", String(step));
    history.pushState(history.state, "", address);
  }

  window.addEventListener("popstate", () => show(asked()));

  element.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-step]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // into a new tab: as any link
    event.preventDefault();
    go(Number(link.dataset.step));
  });

  lesson.addEventListener("keydown", ({ key, target }) => { if (key === "Escape" && target.matches(".term")) target.blur(); });

  show(asked());
  present(lesson, element.querySelector("[data-present]"), go);
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    props.value = "seen";
    trigger("input");
    stepShown.tell(shown = Number(lesson.dataset.step));
  }).observe(element);
}
