// @ts-check
// What a network makes of test pictures while it learns. `mount` is handed element, props, watch, server.
//
// Its value is JSON of a run that goes on, with the snapshots since the one before, which a busy page may have missed,
// and of one that has ended, with all of them; server.give(place) gives a recorded
// run. A moment between two snapshots is drawn as a mixture of both, so that what moves can be followed by the eye.

import { signal } from "../shared/signal.js";
import { done } from "./done.js";
import { drawHills } from "./hills.js";
import { drawMap } from "./map.js";
import { eachStep } from "./nav.js";
import { showUnits } from "./units.js";

/**
 * See siamese.lesson.watch.
 *
 * @typedef {{ epoch: number, same: number[], different: number[], decision: number | null, places: string }} Snapshot
 * @typedef {{ before: string, after: string, pairs: string, answers: number[][][] }} Units
 * @typedef {{ key: string, name: string, which: string, group: string, running: boolean, wrong: boolean,
 *   has_distance: boolean, farthest: number, labels: number[], second: number, snapshots: Snapshot[],
 *   units: Units | null }} Run
 */

const WHICH = ["separate", "shared", "distance"];
const PER_SECOND = 7; // snapshots, while it plays
const BEHIND = 400; // ms that the picture of a run that goes on may be behind

/** Where own drawings stand on the map of a network: `{distance: [[x, y] or null, …]}`. */
export const ownPlaces = /** @type {import("../shared/signal.js").Signal<Record<string, ([number, number] | null)[]>>} */ (signal());

/** @param {import("../shared/mount.js").Handed} handed */
export function mount({ element, props, watch, server }) {
  /** @type {(selector: string) => any} */
  const find = (selector) => element.querySelector(selector);
  const side = element.closest(".lesson-side");
  const chosen = find("[data-runs]");
  const time = find("[data-time]");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const hills = drawHills(find('[data-picture="hills"]'));
  const map = drawMap(find("canvas"));
  const units = showUnits(find('[data-picture="units"]'));

  /** @type {Map<string, Run>} */
  const runs = new Map();
  let view = "hills";
  let key = "";
  let at = 0; // the moment shown, in snapshots
  let speed = 0; // snapshots a second
  let before = 0; // when the picture was last drawn
  let drawing = 0;
  /** @type {Record<string, ([number, number] | null)[]>} */
  let own = {};

  for (const [place, { name, which, group }] of props.recorded.entries()) choice(`recorded-${place}`, name, which, group);

  /** @type {(value: string, name: string, which: string, group: string) => void} */
  function choice(value, name, which, group) {
    const option = new Option(name, value);
    option.dataset.which = which;
    option.dataset.group = group;
    chosen.append(option);
  }

  const last = () => Math.max((runs.get(key)?.snapshots.length ?? 1) - 1, 0);

  // ---- what is drawn ----

  function draw() {
    const run = runs.get(key);
    element.classList.toggle("empty", !run?.snapshots.length);
    if (!run?.snapshots.length) return;
    at = Math.min(at, last());
    const [from, to] = [run.snapshots[Math.floor(at)], run.snapshots[Math.ceil(at)]];
    const share = at - Math.floor(at);
    time.max = String(last());
    time.value = String(at);
    const epoch = from.epoch + share * (to.epoch - from.epoch);
    find("[data-epoch]").textContent = `epoch ${epoch.toFixed(epoch < 1 ? 2 : 1)}`;
    time.setAttribute("aria-valuetext", `epoch ${epoch.toFixed(2)}`);
    if (view === "hills") hills(run, from, to, share);
    // The networks of earlier moments are gone, so one's own drawings have a place on the newest map only.
    if (view === "map") map(run, from, to, share, at === last() && newest(run) ? own[run.which] ?? [] : []);
    if (view === "units") units(run);
  }

  // Whether one's own pair is judged by this run's network.
  const newest = (run) => run.group === "digits" && [...runs.values()].filter((other) => other.which === run.which && other.group === "digits" && !(other.key.startsWith("recorded") && other.wrong)).at(-1) === run;

  function words() {
    const run = runs.get(key);
    const two = run && run.second < run.labels.length;
    find("[data-words]").innerHTML = view === "curves" ? "" : props.words[view === "map" && two ? "two" : view];
  }

  /** @param {number} now */
  function move(now) {
    drawing = 0;
    at = Math.min(at + (speed * Math.min(Math.max(now - before, 0), 100)) / 1000, last()); // a frame may have begun before
    before = now;
    draw();
    if (at < last() && speed) drawing = requestAnimationFrame(move);
    else speed = 0;
  }

  /** @param {number} perSecond */
  function play(perSecond) {
    if (still.matches) { at = last(); draw(); return; }
    speed = perSecond;
    before = performance.now();
    drawing ||= requestAnimationFrame(move);
  }

  // ---- which run ----

  /** @type {(wanted: string, end?: boolean) => Promise<void>} */
  async function show(wanted, end = true) {
    key = chosen.value = wanted;
    speed = 0;
    find("[data-told]").textContent = "";
    draw(); // nothing, until it is there: the picture of another run would be taken for it
    if (!runs.has(wanted)) {
      const given = await server.give(Number(wanted.replace("recorded-", ""))).catch(() => null);
      if (!given) { find("[data-told]").textContent = "The server does not answer. Choose the run again in a moment."; return; }
      runs.set(wanted, JSON.parse(given));
    }
    if (key !== wanted) return; // another was chosen meanwhile
    at = end ? last() : 0;
    words();
    draw();
  }

  // A step shows the newest run of its network, one's own before the recorded one.
  function follow(step) {
    if (step < 3 || step === 6) return; // there is nothing to train
    const [which, group] = step === 7 ? ["distance", "alphabets"] : [WHICH[step - 3], "digits"];
    const fitting = [...chosen.options].filter((option) => option.dataset.which === which && option.dataset.group === group);
    const mine = fitting.filter(({ value }) => !value.startsWith("recorded"));
    void show((mine.at(-1) ?? fitting[0]).value);
  }
  eachStep(follow);

  chosen.addEventListener("change", () => show(chosen.value));

  watch("value", () => {
    if (!props.value) return;
    const news = /** @type {Run} */ (JSON.parse(props.value));
    const run = runs.get(news.key);
    if (!run) {
      choice(news.key, news.name, news.which, news.group);
      runs.set(news.key, news);
      void show(news.key, false).then(() => play(PER_SECOND));
      return;
    }
    const epoch = run.snapshots[Math.floor(at)]?.epoch ?? 0;
    run.snapshots = news.running ? [...run.snapshots, ...news.snapshots] : news.snapshots;
    Object.assign(run, { running: news.running, units: news.units });
    if (key !== news.key) return;
    if (!news.running) at = Math.max(run.snapshots.filter((one) => one.epoch <= epoch).length - 1, 0);
    play(Math.max(PER_SECOND, ((last() - at) * 1000) / BEHIND));
  });

  // ---- what is pressed ----

  element.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (!button) return;
    view = button.dataset.show;
    for (const other of element.querySelectorAll("[data-show]")) other.setAttribute("aria-pressed", String(other === button));
    find(".watch").dataset.view = side.dataset.view = view;
    words();
    draw();
  });

  time.addEventListener("input", () => {
    speed = 0;
    at = Number(time.value);
    draw();
    if (at < 1) done.tell(5);
  });

  find("[data-play]").addEventListener("click", () => {
    at = 0;
    draw();
    done.tell(5);
    play(PER_SECOND);
  });

  ownPlaces.hear((places) => { own = places; draw(); });
  new ResizeObserver(draw).observe(element);
  side.dataset.view = view;
}
