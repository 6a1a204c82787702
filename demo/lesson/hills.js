// @ts-check
// The two hills of a network's test pairs on one ruler, and where it is undecided.

import { put } from "../shared/dom.js";

/** @typedef {import("./watch.js").Snapshot} Snapshot */
/** @typedef {import("./watch.js").Run} Run */

const [WIDTH, HEIGHT, LEFT, TOP, FLOOR] = [620, 356, 14, 46, 270];
const HIGHEST = 250; // of 1,000 pairs in one part of the ruler: what is higher is cut, and its number stands there

/** @param {HTMLElement} place */
export function drawHills(place) {
  const svg = put("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "lesson-hills" });
  const hatch = put("pattern", { id: "lesson-hatch", width: 9, height: 9, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  hatch.append(put("rect", { width: 3, height: 9 }));
  const different = put("path", { class: "hill-different" });
  const same = put("path", { class: "hill-same" });
  const line = put("path", { class: "hills-limit" });
  const texts = Object.fromEntries(["near", "far", "same", "different", "decision", "overlap"].map((name) => [name, put("text", { class: `hills-${name}` })]));
  svg.append(hatch, different, same, put("path", { class: "hills-axis", d: `M${LEFT} ${FLOOR}H${WIDTH - LEFT}` }), line, ...Object.values(texts));
  place.replaceChildren(svg);

  /** @type {(name: string, text: string, x: number, y: number) => void} */
  const write = (name, text, x, y) => {
    texts[name].textContent = text;
    texts[name].setAttribute("x", String(x));
    texts[name].setAttribute("y", String(y));
  };

  /**
   * @param {Run} run
   * @param {Snapshot} from
   * @param {Snapshot} to
   * @param {number} share how much of `to` is in the mixture
   */
  return (run, from, to, share) => {
    const mix = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a.map((value, i) => value + share * (b[i] - value));
    const shares = { same: mix(from.same, to.same), different: mix(from.different, to.different) };
    const bins = shares.same.length;
    const toX = (/** @type {number} */ part) => LEFT + (WIDTH - 2 * LEFT) * part;
    const highest = Math.min(Math.max(...shares.same, ...shares.different, 80), HIGHEST);
    const toY = (/** @type {number} */ count) => FLOOR - ((FLOOR - TOP) * Math.min(count, highest)) / highest;
    for (const [path, counts] of /** @type {[Element, number[]][]} */ ([[same, shares.same], [different, shares.different]])) {
      path.setAttribute("d", `M${LEFT} ${FLOOR}${counts.map((count, i) => `L${toX(i / bins).toFixed(1)} ${toY(count).toFixed(1)}H${toX((i + 1) / bins).toFixed(1)}`).join("")}V${FLOOR}Z`);
    }
    const peak = (/** @type {number[]} */ counts) => (counts.indexOf(Math.max(...counts)) + 0.5) / bins;
    let [left, right] = [peak(shares.same), peak(shares.different)].map(toX);
    if (Math.abs(right - left) < 150) { // names that would lie on each other
      const middle = Math.max((left + right) / 2, 125);
      [left, right] = [middle - 75, middle + 75];
    }
    write("same", "same", Math.min(Math.max(left, 50), WIDTH - 50), TOP - 12);
    write("different", "different", Math.min(Math.max(right, 70), WIDTH - 60), TOP - 12);
    const decided = from.decision === null || to.decision === null ? null : from.decision + share * (to.decision - from.decision);
    line.setAttribute("d", decided === null ? "" : `M${toX(decided / run.farthest)} ${TOP}V${FLOOR + 12}`);
    write("decision", decided === null ? "" : "undecided", decided === null ? 0 : Math.min(Math.max(toX(decided / run.farthest), 60), WIDTH - 60), FLOOR + 32);
    write("near", run.has_distance ? "0 near" : "says same", LEFT, FLOOR + 54);
    write("far", run.has_distance ? `far ${run.farthest}` : "says different", WIDTH - LEFT, FLOOR + 54);
    const overlap = shares.same.reduce((sum, count, i) => sum + Math.min(count, shares.different[i]), 0) / 10;
    const spike = Math.min(shares.same[0], shares.different[0]) > 950;
    write("overlap", spike ? "all pairs in one point" : `${overlap.toFixed(0)} % of the two lies on each other`, WIDTH / 2, FLOOR + 80);
    svg.setAttribute("aria-label", `Two hills of test pairs, same and different. ${texts.overlap.textContent}.`);
  };
}
