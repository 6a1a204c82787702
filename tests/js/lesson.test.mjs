// What of the lesson's scripts needs no page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SLIDES } from "../../demo/lesson/present.js";
import { judge } from "../../demo/lesson/sums.js";

test("a sum is judged by hand", () => {
  const judged = judge({ u: -2, v: -2, c: 1 });
  assert.deepEqual(judged.map(({ a, b, sum }) => [a, b, sum]), [[0, 0, 1], [1, 1, -3], [0, 1, -1], [1, 0, -1]]);
  assert.deepEqual(judged.map(({ right }) => right), [true, false, true, true]);
});

test("no knobs make a sum say equal, and three of four can be reached", () => {
  let most = 0;
  const knob = Array.from({ length: 13 }, (_, i) => i / 2 - 3);
  for (const u of knob) for (const v of knob) for (const c of knob) most = Math.max(most, judge({ u, v, c }).filter(({ right }) => right).length);
  assert.equal(most, 3);
});

test("a presentation goes through all steps in order, words first", () => {
  assert.deepEqual([...new Set(SLIDES.map(({ step }) => step))], [1, 2, 3, 4, 5, 6, 7]);
  SLIDES.forEach(({ step, part }, i) => {
    const before = SLIDES[i - 1]?.step ?? 0;
    assert.ok(step === before || step === before + 1);
    if (step > before) assert.equal(part, "say");
  });
});
