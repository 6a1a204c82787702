import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { exchanges } from "../../demo/oneshot/exchange.js";
import { symbolStore } from "../../demo/oneshot/store.js";

const KEY = "same-or-different:symbols";

let items;
beforeEach(() => {
  items = new Map();
  globalThis.window = new EventTarget();
  globalThis.localStorage = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, text) => {
      if (text.length > 20) throw new Error("full");
      items.set(key, text);
    },
    removeItem: (key) => items.delete(key),
  };
});

test("what is kept is in storage, and what has no room is said", () => {
  let told = 0;
  const store = symbolStore(() => told++);
  store.keep("leaf");
  assert.deepEqual([items.get(KEY), store.isFull, told], ["leaf", false, 1]);
  store.keep("x".repeat(30));
  assert.deepEqual([store.kept.length, store.isFull, store.isForbidden, told], [30, true, false, 2]);
  store.keep("");
  assert.deepEqual([items.has(KEY), store.isFull], [false, false]);
});

test("where storage is forbidden, nothing is kept and nothing fails", () => {
  globalThis.localStorage = { getItem() { throw new Error("no"); }, setItem() { throw new Error("no"); } };
  const store = symbolStore(() => {});
  store.keep("leaf");
  store.layAside();
  assert.deepEqual([store.kept, store.isFull, store.isForbidden, store.aside], ["leaf", true, true, ""]);
});

test("what cannot be read is laid aside until it is forgotten", () => {
  items.set(KEY, "strange");
  const store = symbolStore(() => {});
  store.layAside();
  assert.deepEqual([store.kept, store.aside, items.has(KEY)], ["", "strange", false]);
  store.forgetAside();
  assert.equal(store.aside, "");
});

test("another tab's symbols are taken up once", () => {
  const store = symbolStore(() => {});
  assert.equal(store.takeUp(), false);
  items.set(KEY, "from elsewhere");
  assert.deepEqual([store.takeUp(), store.kept, store.takeUp()], [true, "from elsewhere", false]);
});

// An exchange with a server that answers each request by what `answers` makes of it, or not at all.
function exchangeWith(answers) {
  const asked = [];
  const sent = [];
  const shown = [];
  const failed = [];
  const drawings = new Map();
  const store = symbolStore(() => {});
  const exchange = exchanges({
    store,
    drawings,
    waits() {},
    post(request) {
      asked.push(request.do);
      sent.push(request);
      const answer = answers(request, asked.length);
      queueMicrotask(() => exchange.answered({ n: request.n, ...answer }));
    },
    shows(answer) {
      for (const [id, drawing] of Object.entries(answer.drawings)) drawings.set(id, drawing);
      shown.push(answer.did);
    },
    fails: (request) => failed.push(request?.do ?? null),
  });
  return { exchange, store, asked, sent, shown, failed };
}

const EMPTY = { classes: [], drawings: {}, version: 1 };
const LEAF = { classes: [["leaf", ["a"]]], drawings: { a: {} }, version: 2, kept: "leaf" };

test("the server is told what there is with the first request, and the version with each", async () => {
  const { exchange, store, sent, shown } = exchangeWith(() => LEAF);
  await exchange.ask({ do: "add" });
  assert.deepEqual([shown, store.kept], [["add"], "leaf"]);
  await exchange.ask({ do: "undo" });
  assert.deepEqual(sent, [{ n: 1, do: "add", version: 0, kept: "" }, { n: 2, do: "undo", version: 2 }]);
});

test("where the server has lost them, the request is made again with what is kept", async () => {
  const { exchange, sent, failed } = exchangeWith((request) => ("kept" in request ? LEAF : { lost: true }));
  await exchange.ask({ do: "add" });
  await exchange.ask({ do: "rename" });
  const again = [["add", ""], ["rename", undefined], ["rename", "leaf"]];
  assert.deepEqual([sent.map((request) => [request.do, request.kept]), failed], [again, []]);
});

test("a server that can take them up at no time is not asked without end", async () => {
  const { exchange, asked, failed } = exchangeWith(() => ({ lost: true }));
  await exchange.ask({ do: "add" });
  assert.deepEqual([asked, failed], [["add"], ["add"]]);
});

test("what cannot be read is laid aside, and then the request is made", async () => {
  items.set(KEY, "strange");
  const { exchange, store, sent, shown } = exchangeWith((_, n) => (n === 1 ? { ...EMPTY, is_unread: true, kept: null } : LEAF));
  await exchange.ask({ do: "add" });
  assert.deepEqual([store.aside, store.kept, shown], ["strange", "leaf", ["restore", "add"]]);
  assert.deepEqual(sent.map(({ kept }) => kept), ["strange", undefined]);
});

test("symbols other than those shown are restored, unless something is asked for anyway", async () => {
  const { exchange, asked, shown } = exchangeWith(() => LEAF);
  const adding = exchange.ask({ do: "add" });
  exchange.lost();
  await adding;
  assert.deepEqual(asked, ["add"]);
  exchange.lost();
  await exchange.ask({ do: "undo" });
  assert.deepEqual([asked, shown], [["add", "restore", "undo"], ["add", "restore", "undo"]]);
});

test("what another tab did meanwhile stays: the request is made on top of it", async () => {
  const { exchange, store, sent } = exchangeWith((_, n) => {
    if (n === 1) items.set(KEY, "other tab");
    return { ...LEAF, kept: "both" };
  });
  await exchange.ask({ do: "add" });
  assert.deepEqual([sent.map(({ kept }) => kept), store.kept], [["", "other tab"], "both"]);
});

test("more symbols come after what is kept, on a line of their own", async () => {
  const { kept, ...leaf } = LEAF;
  assert.equal(kept, "leaf");
  const { exchange, store } = exchangeWith(() => ({ ...leaf, more: "tree" }));
  store.keep("leaf");
  await exchange.ask({ do: "add" });
  assert.equal(store.kept, "leaf\ntree");
});

test("requests are made one after the other", async () => {
  const { exchange, asked } = exchangeWith(() => LEAF);
  await Promise.all(["add", "rename", "remove"].map((what) => exchange.ask({ do: what })));
  assert.deepEqual(asked, ["add", "rename", "remove"]);
});
