import assert from "node:assert/strict";
import { test } from "node:test";

import { windowOn } from "../../demo/oneshot/map.js";
import { apart } from "../../demo/shared/figures.js";

test("two figures have the digits that tell them apart, at least two and at most five", () => {
  assert.deepEqual(apart(0.3, 0.85), ["0.30", "0.85"]);
  assert.deepEqual(apart(0.8512, 0.8541), ["0.851", "0.854"]);
  assert.deepEqual(apart(0.85, 0.85), ["0.85", "0.85"]);
  assert.deepEqual(apart(0.8500001, 0.85), ["0.85000", "0.85000"]);
});

test("the map's window has the drawings from edge to edge, unless it would be too slim", () => {
  const rounded = (points) => windowOn(points, [-1, -1, 1, 1]).map((value) => Number(value.toFixed(6)));
  assert.deepEqual(rounded([[0, 0.2], [0.8, 0.8]]), [0, 0.2, 0.8, 0.8]);
  // 1 high: 0.6 of that wide.
  assert.deepEqual(rounded([[0, 0], [0, 1]]), [-0.3, 0, 0.3, 1]);
});

test("few drawings, or such as are alike, are not blown up to the whole map", () => {
  const window = windowOn([[0.5, 0.5], [0.51, 0.5]], [-1, -1, 1, 1]);
  assert.ok(Math.abs(window[2] - window[0] - 0.6) < 1e-9); // LEAST of 2
});
