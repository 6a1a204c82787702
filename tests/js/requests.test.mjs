import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { nextNumber, requests } from "../../demo/shared/requests.js";

beforeEach(() => mock.timers.reset());

// Requests whose words are written down, and whose repeats are counted.
function watched(goesOn = () => true) {
  const told = [];
  let repeats = 0;
  const says = Object.fromEntries(["thinks", "doubts", "knows"].map((what) => [what, () => told.push(what)]));
  const asking = requests(says);
  return { told, repeats: () => repeats, asking, ask: (n) => asking.ask(n, () => { repeats++; return goesOn(); }) };
}

test("numbers grow, whoever asks", () => {
  const [first, second] = [nextNumber(), nextNumber()];
  assert.ok(second > first);
});

test("an answer in time is shown, and nothing is said of waiting", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { told, repeats, asking, ask } = watched();
  ask(1);
  assert.equal(asking.isAnswered, false);
  assert.equal(asking.take(1), true);
  mock.timers.tick(60000);
  assert.deepEqual([told, repeats(), asking.isAnswered], [["knows"], 0, true]);
});

test("an answer to what was asked before is shown; one that is older than what is shown is not", () => {
  const { asking } = watched();
  assert.deepEqual([2, 4, 3, 4].map((n) => asking.take(n)), [true, true, false, true]);
});

test("a late answer is waited for aloud, then doubted, and asked for again until it comes", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { told, repeats, asking, ask } = watched();
  ask(1);
  mock.timers.tick(300);
  assert.deepEqual(told, ["thinks"]);
  mock.timers.tick(2700);
  assert.equal(repeats(), 1);
  mock.timers.tick(3000);
  assert.deepEqual([told, repeats()], [["thinks", "doubts"], 2]);
  asking.take(1);
  mock.timers.tick(60000);
  assert.deepEqual([told, repeats()], [["thinks", "doubts", "knows"], 2]);
});

test("an older answer meanwhile starts the waiting anew, and the newest is still asked for again", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { told, repeats, asking, ask } = watched();
  ask(1);
  ask(2);
  mock.timers.tick(299);
  asking.take(1);
  mock.timers.tick(299);
  assert.deepEqual(told, ["knows"]);
  mock.timers.tick(1);
  assert.deepEqual(told, ["knows", "thinks"]);
  mock.timers.tick(3000);
  assert.equal(repeats(), 1);
});

test("what has gone is not asked for any more", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { repeats, ask } = watched(() => false);
  ask(1);
  mock.timers.tick(60000);
  assert.equal(repeats(), 1);
});
