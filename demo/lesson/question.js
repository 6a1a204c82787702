// @ts-check
// A question at the end of each step, answered by doing something. `mount` is handed element, props (questions).
//
// What was answered is kept in the browser, and marked in the row of steps.

import { done } from "./done.js";
import { eachStep } from "./nav.js";

const KEY = "same-or-different:lesson";

/** @returns {number[]} */
function kept() {
  try {
    const steps = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(steps) ? steps.filter(Number.isInteger) : [];
  } catch { return []; }
}

/** @param {number[]} steps */
function keep(steps) {
  try { localStorage.setItem(KEY, JSON.stringify(steps)); } catch { /* forbidden: known until the page is closed */ }
}

/** @param {import("../shared/mount.js").Handed} handed */
export function mount({ element, props }) {
  const lesson = element.closest("#lesson");
  const answered = new Set(kept());

  function show() {
    const step = Number(lesson.dataset.step);
    const { question, answer } = props.questions[step - 1];
    const known = answered.has(step);
    element.querySelector(".question").classList.toggle("answered", known);
    element.querySelector("[data-mark]").textContent = known ? "✓" : "?";
    element.querySelector("[data-question]").innerHTML = question;
    element.querySelector("[data-answer]").innerHTML = known ? answer : "";
    for (const link of lesson.querySelectorAll("a[data-step]")) {
      const yes = answered.has(Number(link.dataset.step));
      link.classList.toggle("answered", yes);
      link.title = yes ? "Its question is answered" : "";
    }
  }

  done.hear((step) => {
    if (step !== Number(lesson.dataset.step) || answered.has(step)) return;
    answered.add(step);
    keep([...answered].sort());
    show();
  });
  eachStep(show);
  show();
}
