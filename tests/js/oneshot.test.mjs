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
      const answer = answers(request, asked.length);
      queueMicrotask(() => exchange.answered({ n: request.n, ...answer }));
    },
    shows(answer) {
      for (const [id, drawing] of Object.entries(answer.drawings)) drawings.set(id, drawing);
      shown.push(answer.did);
    },
    fails: (request) => failed.push(request?.do ?? null),
  });
  return { exchange, store, asked, shown, failed };
}

const EMPTY = { classes: [], drawings: {}, version: 1 };
const LEAF = { classes: [["leaf", ["a"]]], drawings: { a: {} }, version: 2, kept: "leaf" };

test("the server is told what there is before it is asked for anything", async () => {
  const { exchange, store, asked, shown } = exchangeWith(({ do: what }) => (what === "restore" ? EMPTY : LEAF));
  await exchange.ask({ do: "add" });
  assert.deepEqual([asked, shown, store.kept], [["restore", "add"], ["restore", "add"], "leaf"]);
  await exchange.ask({ do: "undo" });
  assert.deepEqual(asked, ["restore", "add", "undo"]);
});

test("where the server has lost them, they are restored and the request is made again", async () => {
  let lost = true;
  const { exchange, asked, failed } = exchangeWith(({ do: what }) => {
    if (what === "restore") return EMPTY;
    const answer = lost ? { lost } : LEAF;
    lost = false;
    return answer;
  });
  await exchange.ask({ do: "add" });
  assert.deepEqual([asked, failed], [["restore", "add", "restore", "add"], []]);
});

test("a server that loses them every time is not asked without end", async () => {
  const { exchange, asked, failed } = exchangeWith(({ do: what }) => (what === "restore" ? EMPTY : { lost: true }));
  await exchange.ask({ do: "add" });
  assert.deepEqual([asked.length, failed], [6, ["add"]]);
});

test("what another tab did meanwhile stays: the request is made on top of it", async () => {
  const { exchange, store, asked } = exchangeWith(({ do: what }, n) => {
    if (n === 2) items.set(KEY, "other tab");
    return what === "restore" ? EMPTY : { ...LEAF, kept: "both" };
  });
  await exchange.ask({ do: "add" });
  assert.deepEqual([asked, store.kept], [["restore", "add", "restore", "add"], "both"]);
});

test("more symbols come after what is kept, on a line of their own", async () => {
  const { kept, ...leaf } = LEAF;
  assert.equal(kept, "leaf");
  const { exchange, store } = exchangeWith(({ do: what }) => (what === "restore" ? EMPTY : { ...leaf, more: "tree" }));
  store.keep("leaf");
  await exchange.ask({ do: "add" });
  assert.equal(store.kept, "leaf\ntree");
});

test("requests are made one after the other", async () => {
  const { exchange, asked } = exchangeWith(({ do: what }) => (what === "restore" ? EMPTY : LEAF));
  await Promise.all(["add", "rename", "remove"].map((what) => exchange.ask({ do: what })));
  assert.deepEqual(asked, ["restore", "add", "rename", "remove"]);
});
