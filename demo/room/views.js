// @ts-check
// What the projector shows of each kind of round. A view is made once for a round and then told what there is.

import { make, put } from "../shared/dom.js";
import { comparer, ends, errors, recognised, scores, tally } from "./figures.js";
import { hills } from "./hills.js";
import { picture } from "./ink.js";
import { ask } from "./line.js";
import { mosaic } from "./mosaic.js";

/** @typedef {import("./types.js").Drawing} Drawing */
/**
 * @typedef {object} Shown
 * @property {import("./types.js").Round} round
 * @property {number} n its number
 * @property {Drawing[]} drawings of it, that may be shown, first drawn first
 * @property {import("./types.js").Vote[]} votes
 * @property {(member: number) => string} nameOf
 * @property {number} late seconds by which the server's clock is ahead
 */
/** @typedef {{ update: (shown: Shown) => string, leave?: () => void }} View `update` gives the number that counts, in words */

const MANY = 60; // drawings, up to which they move to their places
const AGAIN = 2000; // ms until what did not come is asked for once more
const CARDS = 8; // pairs that stand on the projector at once

/** @param {number} n @param {string} one @param {string} [many] */
const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

// Drawings as tiles that glide to where they are to be; tapped, they tell which one it is.
function tiles(box, pick) {
  /** @type {Map<string, HTMLElement>} */
  const nodes = new Map();

  function add(drawing) {
    const node = make("button", "tile");
    node.type = "button";
    node.dataset.id = drawing.id;
    node.append(picture(drawing.strokes ?? []), make("span", "mark"));
    node.addEventListener("click", () => pick(drawing, node));
    nodes.set(drawing.id, node);
    box.append(node);
    return node;
  }

  return {
    /**
     * @param {Drawing[]} drawings
     * @param {(drawing: Drawing) => { x: number, y: number }} spot
     * @param {number} side
     * @param {(drawing: Drawing) => { kind?: string, mark?: string, words: string }} look
     */
    show(drawings, spot, side, look) {
      const here = new Set(drawings.map(({ id }) => id));
      for (const [id, node] of nodes) if (!here.has(id)) { node.remove(); nodes.delete(id); }
      box.classList.toggle("many", drawings.length > MANY); // then they are small, and no computer moves so many
      for (const drawing of drawings) {
        const { kind = "", mark = "", words } = look(drawing);
        const node = nodes.get(drawing.id) ?? add(drawing);
        node.dataset.kind = kind;
        node.setAttribute("aria-label", words);
        /** @type {HTMLElement} */ (node.lastElementChild).textContent = mark;
        const { x, y } = spot(drawing);
        node.style.setProperty("--side", `${side}px`);
        node.style.transform = `translate(${x.toFixed(0)}px, ${y.toFixed(0)}px)`;
      }
    },
  };
}

function pairOf(title) {
  const node = make("figure", "two-ends");
  const drawn = make("div");
  const words = make("figcaption");
  node.append(drawn, words);
  return {
    node,
    /** @param {import("./figures.js").Compared} pair */
    show({ a, b, distance }) {
      const key = `${a.id} ${b.id}`;
      if (node.dataset.key !== key) drawn.replaceChildren(picture(a.strokes ?? []), picture(b.strokes ?? []));
      node.dataset.key = key;
      words.replaceChildren(make("span", "", title), make("b", "", distance.toFixed(2)));
    },
  };
}

// ---- everyone draws the same thing ----

function sameView(stage, { given, pick }) {
  const map = make("div", "mosaic");
  const side = make("div", "beside");
  const ruler = hills(given, () => {});
  const compareAll = comparer();
  const [alike, apart] = [pairOf("most alike"), pairOf("farthest apart")];
  const note = make("p", "note");
  side.append(ruler.svg, note, alike.node, apart.node);
  stage.append(map, side);
  const places = mosaic();
  const shownTiles = tiles(map, pick);
  let last;
  const arrange = () => { if (last) update(last); };
  const watching = new ResizeObserver(arrange);
  watching.observe(map);

  /** @param {Shown} shown */
  function update(shown) {
    last = shown;
    const { side: size, spots } = places.arrange(shown.drawings, map.clientWidth, map.clientHeight);
    shownTiles.show(shown.drawings, ({ id }) => spots.get(id) ?? { x: 0, y: 0 }, size, ({ member }) => ({ words: `${shown.round.words[0]}, by ${shown.nameOf(member)}` }));
    const pairs = compareAll(shown.drawings);
    side.hidden = !pairs.length;
    if (pairs.length) {
      const { nearest, farthest } = ends(pairs);
      alike.show(nearest);
      apart.show(farthest);
      const far = pairs.filter(({ distance }) => distance > ruler.limit).length;
      ruler.show({ name: shown.round.words[0], distances: pairs.map(({ distance }) => distance) });
      note.textContent = `${far} of ${count(pairs.length, "pair")} beyond the limit of ${ruler.limit.toFixed(2)}`;
    }
    return count(shown.drawings.length, "drawing");
  }
  return { update, leave: () => watching.disconnect() };
}

// ---- two things ----

function twoView(stage, { given, pick }) {
  const top = make("div", "ruling");
  const cost = make("p", "cost");
  const ruler = hills(given, tell, 1300);
  const map = make("div", "mosaic low");
  top.append(ruler.svg, cost);
  stage.classList.add("stacked");
  stage.append(top, map);
  const places = mosaic();
  const compareAll = comparer();
  const shownTiles = tiles(map, pick);
  /** @type {import("./figures.js").Compared[]} */
  let pairs = [];
  let last;
  const watching = new ResizeObserver(() => { if (last) update(last); });
  watching.observe(map);

  function tell() {
    const { same, different, missed, mistaken } = errors(pairs, ruler.limit);
    cost.replaceChildren(
      make("b", "", `${missed} of ${same}`), make("span", "", " same pairs called different, "),
      make("b", "", `${mistaken} of ${different}`), make("span", "", " different pairs called the same"),
    );
    cost.hidden = !pairs.length;
  }

  /** @param {Shown} shown */
  function update(shown) {
    last = shown;
    const [a, b] = shown.round.words;
    const { side, spots } = places.arrange(shown.drawings, map.clientWidth, map.clientHeight);
    shownTiles.show(shown.drawings, ({ id }) => spots.get(id) ?? { x: 0, y: 0 }, side, ({ member, meant }) => ({
      kind: meant ? "b" : "a", mark: meant ? "B" : "A", words: `${meant ? b : a}, by ${shown.nameOf(member)}`,
    }));
    pairs = compareAll(shown.drawings);
    const distances = (same) => pairs.filter((pair) => pair.same === same).map(({ distance }) => distance);
    ruler.show({ name: "same thing", distances: distances(true) }, { name: "different things", distances: distances(false) });
    tell();
    const first = shown.drawings.filter(({ meant }) => !meant).length;
    return `A ${a}: ${first} · B ${b}: ${shown.drawings.length - first}`;
  }
  return { update, leave: () => watching.disconnect() };
}

// ---- teach it once ----

function teachView(stage, { pick }) {
  const row = make("div", "signs");
  const flying = make("div", "flying");
  stage.classList.add("stacked");
  stage.append(row, flying);
  const shownTiles = tiles(flying, pick);
  let last;
  const watching = new ResizeObserver(() => { if (last) update(last); });
  watching.observe(flying);
  /** @type {Map<string, HTMLElement>} */
  const heads = new Map();

  function head(key, face, words) {
    const node = heads.get(key) ?? make("div", "sign");
    if (!heads.has(key)) {
      node.append(face(), make("p"));
      heads.set(key, node);
      row.append(node);
    }
    /** @type {HTMLElement} */ (node.lastElementChild).textContent = words;
    return node;
  }

  /** @param {Shown} shown */
  function update(shown) {
    last = shown;
    const signs = shown.drawings.filter(({ is_sign }) => is_sign);
    const queries = shown.drawings.filter(({ is_sign }) => !is_sign);
    const keys = [...signs.map(({ id }) => id), ...(queries.length ? [""] : [])];
    for (const [key, node] of heads) if (!keys.includes(key)) { node.remove(); heads.delete(key); }
    signs.forEach((sign, i) => row.append(head(sign.id, () => picture(sign.strokes ?? [], `Sign ${i + 1}`), `${i + 1}`)));
    if (queries.length) row.append(head("", () => make("span", "none", "?"), "none of these, or unsure"));
    const columns = keys.map((key) => queries.filter(({ taken }) => (taken && keys.includes(taken) ? taken : "") === key));
    const width = flying.clientWidth / Math.max(keys.length, 1);
    const most = Math.max(1, ...columns.map(({ length }) => length));
    const side = [150, 125, 105, 88, 72, 58, 46, 36, 28].find((one) => Math.ceil(most / Math.max(1, Math.floor(width / one))) * one <= flying.clientHeight) ?? 28;
    const across = Math.max(1, Math.floor(width / side));
    const spot = (drawing) => {
      const column = columns.findIndex((one) => one.includes(drawing));
      const i = columns[column].indexOf(drawing);
      const left = column * width + (width - Math.min(across, columns[column].length) * side) / 2;
      return { x: left + (i % across) * side, y: Math.floor(i / across) * side };
    };
    const numbers = new Map(signs.map(({ id }, i) => [id, i + 1]));
    shownTiles.show(queries, spot, side, ({ taken, meant, member }) => {
      const right = taken === meant;
      const number = numbers.get(String(meant)) ?? "?";
      return { kind: right ? "right" : "wrong", mark: right ? "✓" : `✗ ${number}`, words: `Sign ${number} by ${shown.nameOf(member)}, ${right ? "recognised" : "not recognised"}` };
    });
    if (!queries.length) return count(signs.length, "sign");
    return `${recognised(queries)} of ${queries.length} recognised`;
  }
  return { update, leave: () => watching.disconnect() };
}

// ---- fool it ----

const FOOLED = { same: "different", different: "same" };

function foolView(stage, { pick }) {
  const grid = make("div", "pairs");
  stage.append(grid);
  /** @type {Map<string, HTMLElement>} */
  const cards = new Map();

  /** @param {Shown} shown */
  function update(shown) {
    /** @param {Drawing} pair */
    const isFooled = ({ claim, verdict }) => FOOLED[claim ?? "same"] === verdict;
    const newest = [...shown.drawings].reverse();
    const first = [...newest.filter(isFooled), ...newest.filter((one) => !isFooled(one))].slice(0, CARDS);
    for (const [id, node] of cards) if (!first.some((one) => one.id === id)) { node.remove(); cards.delete(id); }
    for (const pair of first) {
      const card = cards.get(pair.id) ?? make("article", "pair-card");
      if (!cards.has(pair.id)) {
        const face = make("button", "faces");
        /** @type {HTMLButtonElement} */ (face).type = "button";
        face.append(picture(pair.a ?? []), picture(pair.b ?? []));
        face.setAttribute("aria-label", `Pair by ${shown.nameOf(pair.member)}`);
        face.addEventListener("click", () => pick(pair, card));
        card.append(face, make("p", "says"), make("p", "voted"));
        cards.set(pair.id, card);
      }
      card.dataset.fooled = String(isFooled(pair));
      const [different, same] = tally(shown.votes, `pair:${pair.id}`, 2);
      const verdict = { same: "same", different: "different", unsure: "too close to call" }[pair.verdict ?? ""] ?? "";
      card.children[1].replaceChildren(make("span", "", `drawn as ${pair.claim}`), make("b", "", `network: ${verdict}`));
      card.children[2].textContent = same + different ? `the class: ${same} same, ${different} different` : "no votes yet";
      grid.append(card);
    }
    const fooled = shown.drawings.filter(isFooled).length;
    return `fooled by ${fooled} of ${count(shown.drawings.length, "pair")}`;
  }
  return { update };
}

// ---- people against the network ----

function peopleView(stage, { code }) {
  const question = make("div", "question");
  const query = make("img");
  query.alt = "The drawing to recognise";
  const clock = make("p", "clock");
  const said = make("p", "told");
  question.append(query, clock, said);
  const list = make("ol", "candidates");
  const board = make("dl", "scores");
  stage.classList.add("trial-stage");
  stage.append(question, list, board);
  let seed = 0;
  /** @type {Shown | undefined} */
  let last;
  const ticking = setInterval(tick, 250);

  function tick() {
    const trial = last?.round.trials[last.round.trials.length - 1];
    if (!trial || !last) return;
    const left = Math.max(0, Math.ceil(trial.until - Date.now() / 1000 - last.late));
    clock.textContent = trial.answer === null ? (left ? String(left) : "time!") : "";
  }

  async function load(trial) {
    seed = trial.seed;
    list.replaceChildren();
    const asked = await ask(`${code}/trial/${seed}`).catch(() => null);
    if (seed !== trial.seed) return; // there is another one by now
    if (!asked) { // once more with the next news, or before
      seed = 0;
      setTimeout(() => { if (!seed && last) update(last); }, AGAIN);
      return;
    }
    query.src = asked.query;
    list.replaceChildren(...asked.candidates.map((source, i) => {
      const item = make("li");
      const image = make("img");
      image.src = source;
      image.alt = `Sign ${i + 1}`;
      item.append(make("b", "", String(i + 1)), image, make("span", "bar"), make("span", "marks"));
      return item;
    }));
    if (last) update(last);
  }

  function update(shown) {
    last = shown;
    const trials = shown.round.trials;
    const trial = trials[trials.length - 1];
    question.hidden = list.hidden = !trial;
    if (!trial) return "";
    if (trial.seed !== seed) load(trial);
    tick();
    const subject = `trial:${shown.n}:${trials.length - 1}`;
    const counts = tally(shown.votes, subject, 20);
    const voters = counts.reduce((sum, one) => sum + one, 0);
    const told = trial.answer !== null;
    [...list.children].forEach((item, i) => {
      // While it is open only how many have voted is shown: nobody is to follow the others.
      /** @type {HTMLElement} */ (item).style.setProperty("--share", String(told ? counts[i] / Math.max(voters, 1) : 0));
      item.classList.toggle("right", i === trial.answer);
      const marks = [i === trial.answer && "✓ right", i === trial.network && "network", told && counts[i] && count(counts[i], "vote")];
      item.children[3].textContent = marks.filter(Boolean).join(" · ");
    });
    said.textContent = told ? `The network is ${trial.network === trial.answer ? "right" : "wrong"}.` : count(voters, "vote");
    showScores(scores(trials, shown.votes, shown.n));
    return `question ${trials.length}`;
  }

  function showScores(found) {
    board.hidden = !found;
    if (!found) return;
    const rows = { "the class’s majority": found.majority, "the mean pupil": found.mean, "the best pupil": found.best, "the network": found.network, "people, as published": found.people, chance: found.chance };
    board.replaceChildren(...Object.entries(rows).filter(([, share]) => share !== null).map(([name, share]) => {
      const row = make("div", name === "the network" ? "network" : "");
      row.style.setProperty("--share", String(share));
      row.append(make("dt", "", name), make("dd", "", `${Math.round(1000 * Number(share)) / 10} %`));
      return row;
    }));
  }
  return { update, leave: () => clearInterval(ticking) };
}

/** @type {Record<import("./types.js").Round["kind"], (stage: HTMLElement, how: { given: any, code: string, pick: (drawing: Drawing, node: HTMLElement) => void }) => View>} */
export const views = { same: sameView, two: twoView, teach: teachView, fool: foolView, people: peopleView };

/**
 * What the projector says, in a sentence.
 *
 * @param {import("./types.js").Round} round
 */
export function sentenceOf({ kind, words, is_asking }) {
  if (kind === "same") return `Everyone draws: ${words[0]}`;
  if (kind === "two") return `Draw one of the two: ${words[0]} or ${words[1]}`;
  if (kind === "teach") return is_asking ? "Each sign was shown to it once. Draw one of them." : "Signs that nobody has seen before";
  if (kind === "fool") return "Fool it: two that you call the same and it does not, or the reverse";
  return "Which one is it? You against the network";
}

// A ring for nothing: an empty stage has a picture too.
export function emptyStage(words) {
  const node = make("div", "empty");
  const svg = put("svg", { viewBox: "0 0 100 60", "aria-hidden": "true" });
  svg.append(put("circle", { cx: 32, cy: 30, r: 22 }), put("circle", { cx: 68, cy: 30, r: 22 }));
  node.append(svg, make("p", "", words));
  return node;
}
