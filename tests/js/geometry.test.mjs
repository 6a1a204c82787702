import assert from "node:assert/strict";
import { test } from "node:test";

import { edgeBetween, isOn, touches } from "../../demo/pad/geometry.js";

test("the edge is where a line leaves the paper", () => {
  assert.deepEqual(edgeBetween([500, 500], [1500, 500]), [1000, 500]);
  assert.deepEqual(edgeBetween([500, 500], [500, -500]), [500, 0]);
  assert.deepEqual(edgeBetween([800, 500], [1200, 700]), [1000, 600]);
  assert.deepEqual(edgeBetween([900, 100], [1100, -100]), [1000, 0]); // through the corner
  assert.deepEqual(edgeBetween([0, 300], [-50, 300]), [0, 300]);
});

test("the edge itself is on the paper", () => {
  assert.ok(isOn([0, 1000]));
  assert.ok(!isOn([-0.1, 5]));
  assert.ok(!isOn([5, 1000.1]));
});

test("a stroke is touched between its points too, but not beyond its ends", () => {
  const stroke = [100, 100, 500, 100];
  assert.ok(touches(stroke, [300, 115], 20));
  assert.ok(!touches(stroke, [300, 125], 20));
  assert.ok(touches(stroke, [515, 100], 20));
  assert.ok(!touches(stroke, [525, 100], 20));
  assert.ok(touches([200, 200, 200, 200], [205, 200], 20)); // a dot
  assert.ok(!touches([], [0, 0], 20));
});
