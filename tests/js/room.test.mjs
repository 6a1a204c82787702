import assert from "node:assert/strict";
import { test } from "node:test";

import { comparer, decode, distance, ends, errors, hill, recognised, scores, tally } from "../../demo/room/figures.js";
import { pathOf } from "../../demo/room/ink.js";
import { codeOf } from "../../demo/room/line.js";
import { mosaic } from "../../demo/room/mosaic.js";
import { phaseOf } from "../../demo/room/pupil.js";
import { memory } from "../../demo/room/screen.js";
import { sentenceOf } from "../../demo/room/views.js";

const at = (...numbers) => Float32Array.from(numbers);
const drawing = (id, more = {}) => ({ id, n: 1, member: 1, round: 0, status: "shown", embedding: null, ...more });
const round = (kind, more = {}) => ({ kind, words: [], signer: 0, is_asking: false, trials: [], ...more });

test("an embedding is read as it was sent: little-endian int16, 32,767 is 1", () => {
  // 32767 is ff 7f, −32767 is 01 80, 0 is 00 00.
  assert.deepEqual([...decode(Buffer.from([0xff, 0x7f, 0x01, 0x80, 0, 0]).toString("base64"))], [1, -1, 0]);
});

test("the distance is Euclidean", () => {
  assert.equal(distance(at(0, 3), at(4, 0)), 5);
});

test("each two drawings are a pair, the same where the same was meant", () => {
  const compareAll = comparer();
  const pairs = compareAll([drawing("a", { point: at(0), meant: 0 }), drawing("b", { point: at(1), meant: 0 }), drawing("c", { point: at(3), meant: 1 })]);
  assert.deepEqual(pairs.map(({ a, b, distance: far, same }) => [a.id, b.id, far, same]), [["b", "a", 1, true], ["c", "a", 3, false], ["c", "b", 2, false]]);
  const { nearest, farthest } = ends(pairs);
  assert.deepEqual([nearest.distance, farthest.distance], [1, 3]);
  // One goes, one comes: what was compared before is not compared again.
  const next = compareAll([drawing("a", { point: at(7), meant: 0 }), drawing("c", { point: at(3), meant: 1 }), drawing("d", { point: at(4), meant: 1 })]);
  assert.deepEqual(next.map(({ a, b, distance: far }) => [a.id, b.id, far]), [["c", "a", 3], ["d", "a", 3], ["d", "c", 1]]);
});

test("a limit costs what lies on the wrong side of it; at the limit is the same", () => {
  const pairs = [[0.5, true], [1, true], [1.5, true], [1, false], [1.6, false]].map(([far, same]) => ({ distance: far, same }));
  assert.deepEqual(errors(pairs, 1), { same: 3, different: 2, missed: 1, mistaken: 1 });
});

test("a hill counts, and the farthest belongs to the last bar", () => {
  assert.deepEqual(hill([0, 0.49, 0.5, 2], 4, 2), [2, 1, 0, 1]);
});

test("recognised is what was taken for what was meant; none of them is not", () => {
  assert.equal(recognised([drawing("a", { taken: "x", meant: "x" }), drawing("b", { taken: null, meant: "x" }), drawing("c", { taken: "y", meant: "x" })]), 1);
});

test("people against the network", () => {
  const trials = [{ seed: 1, answer: 3, network: 3, people: 0.955 }, { seed: 2, answer: 5, network: 1, people: 0.955 }, { seed: 3, answer: null, network: null, people: null }];
  const votes = [[1, 0, 3], [2, 0, 3], [3, 0, 4], [1, 1, 5], [2, 1, 6], [1, 2, 0]].map(([member, i, choice]) => ({ member, subject: `trial:4:${i}`, choice }));
  const found = scores(trials, votes, 4);
  // First: 3 leads with two votes and is right. Second: 5 and 6 have one each, a guess between them is right half the time.
  assert.equal(found.majority, (1 + 0.5) / 2);
  // Pupil 1 has 2 of 2, pupil 2 1 of 2, pupil 3 0 of 1.
  assert.equal(found.mean, 0.5);
  assert.equal(found.best, 1);
  assert.equal(found.network, 0.5);
  assert.equal(found.questions, 2);
  assert.equal(scores([trials[2]], votes, 4), null);
});

test("nobody who missed a question is the best", () => {
  const trials = [1, 2].map((seed) => ({ seed, answer: 0, network: 0, people: null }));
  assert.equal(scores(trials, [{ member: 1, subject: "trial:0:0", choice: 0 }], 0).best, null);
});

test("votes are counted for one thing at a time", () => {
  assert.deepEqual(tally([{ subject: "pair:a", choice: 1 }, { subject: "pair:b", choice: 1 }, { subject: "pair:a", choice: 0 }], "pair:a", 2), [1, 1]);
});

test("a drawing is shown as large as it can be, in its proportions", () => {
  assert.equal(pathOf([[500, 500, 600, 500]]), "M12.0 50.0L88.0 50.0");
  assert.equal(pathOf([[10, 20, 10, 20]]), "M50.0 50.0L50.0 50.0");
});

// ---- where pictures stand ----

const spread = (n, seed = 1) => {
  let state = seed;
  const random = () => { state = (state * 48271) % 2147483647; return state / 2147483647; };
  return Array.from({ length: n }, (_, i) => drawing(`d${i}`, { at: [random(), random()] }));
};

test("no picture lies over another, and all are inside", () => {
  for (const n of [1, 2, 30, 200, 500]) {
    const { side, spots } = mosaic().arrange(spread(n), 800, 600);
    const boxes = [...spots.values()];
    assert.equal(boxes.length, n);
    assert.equal(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size, n);
    for (const { x, y } of boxes) assert.ok(x >= 0 && y >= 0 && x + side <= 800 && y + side <= 600);
  }
});

test("what stands there keeps its place when one more comes", () => {
  const all = spread(40);
  const edges = [drawing("left", { at: [-0.01, -0.01] }), drawing("right", { at: [1.01, 1.01] })]; // of the window, from the beginning
  const map = mosaic();
  let before = map.arrange([...edges, ...all.slice(0, 10)], 800, 600);
  let moves = 0;
  for (let n = 11; n <= all.length; n++) {
    const after = map.arrange([...edges, ...all.slice(0, n)], 800, 600);
    const same = [...before.spots].every(([id, { x, y }]) => after.spots.get(id).x === x && after.spots.get(id).y === y);
    if (!same) moves++;
    if (!same) assert.ok(after.side < before.side, "only to make room");
    before = after;
  }
  assert.ok(moves <= 3, `moved ${moves} times`);
});

test("what is alike stands together: up is up and left is left", () => {
  const { spots } = mosaic().arrange([drawing("a", { at: [0, 0] }), drawing("b", { at: [1, 1] }), drawing("c", { at: [0.02, 0] })], 800, 600);
  const [a, b, c] = ["a", "b", "c"].map((id) => spots.get(id));
  assert.ok(b.x > a.x && b.y < a.y);
  assert.ok(Math.hypot(c.x - a.x, c.y - a.y) < Math.hypot(b.x - a.x, b.y - a.y) / 2);
});

test("what is hidden leaves its place to the next", () => {
  const map = mosaic();
  const all = spread(20);
  map.arrange(all, 800, 600);
  const { spots } = map.arrange(all.slice(1), 800, 600);
  assert.ok(!spots.has("d0") && spots.size === 19);
});

// ---- what a phone says ----

const news = (rounds, more = {}) => ({ seq: 1, now: 0, round: rounds.length - 1, name: "blue otter", is_removed: false, signs: [], pair: null, ...more, state: { rounds, is_frozen: false, ...more.state } });

test("a phone knows what to do in each round", () => {
  assert.equal(phaseOf(news([]), 1).phase, "wait");
  assert.deepEqual(phaseOf(news([round("same", { words: ["a seven"] })]), 1), { phase: "draw", words: "Draw: a seven" });
  assert.equal(phaseOf(news([round("two", { words: ["4", "9"] })]), 1).phase, "draw");
  assert.equal(phaseOf(news([round("fool")]), 1).phase, "pair");
  assert.equal(phaseOf(news([round("teach", { signer: 1 })]), 1).phase, "sign");
  assert.equal(phaseOf(news([round("teach", { signer: 2 })]), 1).phase, "wait");
  assert.equal(phaseOf(news([round("teach", { signer: 2, is_asking: true })]), 1).phase, "draw");
  assert.equal(phaseOf(news([round("people")]), 1).phase, "wait");
  assert.equal(phaseOf(news([round("people", { trials: [{ seed: 1 }] })]), 1).phase, "trial");
});

test("who was taken out, and who is to look up, draws nothing", () => {
  assert.equal(phaseOf(news([round("fool")], { is_removed: true }), 1).phase, "wait");
  assert.equal(phaseOf(news([round("fool")], { state: { is_frozen: true } }), 1).phase, "wait");
});

test("each kind of round has a sentence for the projector", () => {
  for (const kind of ["same", "two", "teach", "fool", "people"]) assert.ok(sentenceOf(round(kind, { words: ["four", "nine"] })).length > 10);
});

test("the code of a room is read off the address, also below another path", () => {
  assert.equal(codeOf("/demo/room/k7m2qx/desk"), "K7M2QX");
  assert.equal(codeOf("/?tab=class"), "");
});

test("a screen remembers what it was told, newest first to stay, and lets go of the oldest", () => {
  const known = memory(2);
  const told = { seq: 1, now: 0, is_all: true, lasts: true, state: { rounds: [] }, members: [{ id: 1, name: "blue otter", is_removed: false }], votes: [] };
  known.take({ ...told, drawings: [drawing("a", { n: 1 }), drawing("b", { n: 2, status: "waiting" })] });
  assert.deepEqual(known.shownOf(0).map(({ id }) => id), ["a"]);
  assert.deepEqual(known.waiting().map(({ id }) => id), ["b"]);
  known.take({ ...told, drawings: [drawing("b", { n: 2 }), drawing("c", { n: 3 })] });
  assert.deepEqual(known.shownOf(0).map(({ id }) => id), ["b", "c"]);
  assert.equal(known.nameOf(1), "blue otter");
  assert.equal(known.nameOf(0), "the teacher");
  known.take({ ...told, drawings: [], members: [{ id: 1, name: "blue otter", is_removed: true }] });
  assert.equal(known.present().length, 0);
});
