import assert from "node:assert/strict";
import { test } from "node:test";

import * as pads from "../../demo/pad/pads.js";

const pad = (name, n = 0) => ({ name, n: () => n, value: () => "", repeat: () => true, put() {}, answer(one) { this.seen = one; } });

test("who follows a pad hears of what it has sent before and sends later, and of no other pad", () => {
  const heard = [];
  pads.enter(pad("early", 3));
  pads.enter(pad("blank"));
  pads.follow(["early", "blank", "later"], (one) => heard.push([one.name, one.n()]));
  assert.deepEqual(heard, [["early", 3]]);
  pads.tell(pad("later", 4));
  pads.tell(pad("another", 5));
  assert.deepEqual(heard, [["early", 3], ["later", 4]]);
});

test("an answer reaches the pads that it names, of which some may not be there", () => {
  const here = pad("here");
  pads.enter(here);
  pads.answer({ here: { n: 1 }, gone: { n: 1 } });
  assert.deepEqual(here.seen, { n: 1 });
  assert.equal(pads.find("gone"), undefined);
});
