import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { followPen } from "../../demo/pad/pen.js";

const FINGER = { pointerId: 1, pointerType: "touch", button: 0 };
const PEN = { pointerId: 2, pointerType: "pen", button: 0 };
const ERASER = { ...PEN, button: 5 };

// A paper that writes down what it is told, and a canvas of 100 pixels a side: a pixel is ten units of the paper.
function begin(takes = () => false) {
  const told = [];
  const strokes = [];
  const canvas = Object.assign(new EventTarget(), {
    getBoundingClientRect: () => ({ left: 0, top: 0, width: 100, height: 100 }),
    setPointerCapture() {},
  });
  let state = { strokes };
  const paper = Object.fromEntries(["begin", "move", "finish", "drop", "takeBack", "erase", "rest"].map((name) => [
    name,
    (point) => {
      told.push(point ? `${name} ${point}` : name);
      if (name === "finish") state = { strokes };
    },
  ]));
  followPen(canvas, { ...paper, takes, state: () => state });
  const send = (name, pointer, x = 0, y = 0) => {
    canvas.dispatchEvent(Object.assign(new Event(name), { ...pointer, clientX: x, clientY: y }));
  };
  return {
    told,
    down: (...at) => send("pointerdown", ...at),
    move: (...at) => send("pointermove", ...at),
    up: (pointer) => send("pointerup", pointer),
    change: () => { state = {}; },
  };
}

let now = 10_000;
beforeEach(() => {
  now = 10_000;
  mock.method(performance, "now", () => now);
});

test("a finger draws", () => {
  const { told, down, move, up } = begin();
  down(FINGER, 10, 10);
  move(FINGER, 20, 10);
  up(FINGER);
  move(FINGER, 30, 10);
  assert.deepEqual(told, ["begin 100,100", "move 200,100", "finish"]);
});

test("a second finger draws nothing", () => {
  const { told, down, move, up } = begin();
  down(FINGER, 10, 10);
  down({ ...FINGER, pointerId: 3 }, 90, 90);
  move({ ...FINGER, pointerId: 3 }, 80, 90);
  up({ ...FINGER, pointerId: 3 });
  assert.deepEqual(told, ["begin 100,100"]);
});

test("a pen wins over the palm that was there first", () => {
  const { told, down, move, up } = begin();
  down(FINGER, 80, 90);
  down(PEN, 10, 10);
  move(FINGER, 81, 90);
  move(PEN, 20, 10);
  up(FINGER);
  up(PEN);
  assert.deepEqual(told, ["begin 800,900", "drop", "begin 100,100", "move 200,100", "finish"]);
});

test("what a palm drew just before is taken back, unless the paper has changed since", () => {
  for (const changes of [false, true]) {
    const { told, down, up, change } = begin();
    down(FINGER, 80, 90);
    up(FINGER);
    if (changes) change();
    now += 500;
    down(PEN, 10, 10);
    assert.equal(told.includes("takeBack"), !changes);
  }
});

test("a palm right after a pen draws nothing, a finger later does", () => {
  const { told, down, up } = begin();
  down(PEN, 10, 10);
  up(PEN);
  now += 500;
  down(FINGER, 80, 90);
  up(FINGER);
  assert.deepEqual(told, ["begin 100,100", "finish"]);
  now += 2000;
  down(FINGER, 80, 90);
  assert.equal(told.at(-1), "begin 800,900");
});

test("a line ends at the edge of the paper, and coming back is another", () => {
  const { told, down, move, up } = begin();
  down(PEN, 80, 50);
  move(PEN, 120, 50);
  move(PEN, 120, 20);
  move(PEN, 80, 20);
  up(PEN);
  assert.deepEqual(told, ["begin 800,500", "move 1000,500", "finish", "begin 1000,200", "move 800,200", "finish"]);
});

test("the other end of a pen erases", () => {
  const { told, down, move, up } = begin();
  down(ERASER, 10, 10);
  move(ERASER, 20, 10);
  up(ERASER);
  assert.deepEqual(told, ["erase 100,100", "erase 200,100", "rest"]);
});

test("other buttons draw nothing, and what the paper takes is no drawing", () => {
  const other = begin();
  other.down({ ...FINGER, pointerType: "mouse", button: 2 }, 10, 10);
  const taken = begin(() => true);
  taken.down(FINGER, 10, 10);
  assert.deepEqual([...other.told, ...taken.told], []);
});
