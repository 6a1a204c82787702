// @ts-check
// The class's own hills on a ruler of distances, and the limit, which can be dragged.

import { put } from "../shared/dom.js";
import { moveLimit } from "../shared/limit.js";
import { hill } from "./figures.js";

const [HEIGHT, LEFT, TOP, FLOOR] = [330, 30, 40, 240];
const BARS = 40;

/**
 * @param {{ limit: number, farthest: number }} given
 * @param {(limit: number) => void} moved
 * @param {number} [WIDTH] in the drawing's own units; it is HEIGHT high
 */
export function hills({ limit: calibrated, farthest }, moved, WIDTH = 800) {
  const RIGHT = WIDTH - LEFT;
  let limit = calibrated;
  const toX = (value) => LEFT + ((RIGHT - LEFT) * Math.min(value, farthest)) / farthest;
  const same = put("path", { class: "hill-same" });
  const different = put("path", { class: "hill-different" });
  const names = put("g", { class: "hill-names", "aria-hidden": "true" });
  const handle = put("g", {
    class: "hill-limit", tabindex: 0, role: "slider", "aria-label": "Limit: up to this distance drawings count as the same",
    "aria-valuemin": 0, "aria-valuemax": farthest,
  });
  const word = put("text", { y: FLOOR + 62 });
  handle.append(put("path", { d: `M0 ${TOP - 20}V${FLOOR + 8}` }), put("circle", { cy: FLOOR + 52, r: 20 }), put("path", { class: "grip", d: `M-5 ${FLOOR + 47}l-6 5l6 5M5 ${FLOOR + 47}l6 5l-6 5` }), word);
  const svg = /** @type {SVGSVGElement} */ (put("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "hills", role: "group", "aria-label": "Distances between the drawings" }));
  const hatch = put("pattern", { id: "hatch", width: 9, height: 9, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  hatch.append(put("rect", { class: "hatch", width: 3, height: 9 }));
  const near = put("text", { class: "end near", x: 0, y: FLOOR + 32 });
  near.textContent = "0 near";
  const far = put("text", { class: "end far", x: WIDTH, y: FLOOR + 32 });
  far.textContent = `far ${farthest}`;
  svg.append(hatch, different, same, put("path", { class: "axis", d: `M${LEFT} ${FLOOR}H${RIGHT}` }), near, far, names, handle);

  function showLimit() {
    handle.setAttribute("transform", `translate(${toX(limit)} 0)`);
    handle.setAttribute("aria-valuenow", limit.toFixed(2));
    const right = limit > farthest / 2;
    word.textContent = `limit ${limit.toFixed(2)}`;
    word.setAttribute("x", String(right ? -30 : 30));
    word.style.textAnchor = right ? "end" : "start";
  }

  function set(wanted) {
    limit = Math.min(Math.max(wanted, 0), farthest);
    showLimit();
    moved(limit);
  }

  moveLimit(handle, { left: LEFT, right: RIGHT, farthest, get: () => limit, set });
  showLimit();

  const outline = (counts, highest) => {
    const x = (i) => (LEFT + ((RIGHT - LEFT) * i) / BARS).toFixed(1);
    const steps = counts.map((count, i) => `L${x(i)} ${(FLOOR - ((FLOOR - TOP) * count) / highest).toFixed(1)}H${x(i + 1)}`);
    return `M${x(0)} ${FLOOR}${steps.join("")}V${FLOOR}Z`;
  };

  return {
    svg,
    get limit() { return limit; },
    /**
     * @param {{ name: string, distances: number[] }} one the pairs that are the same
     * @param {{ name: string, distances: number[] }} [other] those that are different
     */
    show(one, other) {
      // Each by its own sum: there are more different pairs than same ones.
      const shares = [one, other].map((kind) => hill(kind?.distances ?? [], BARS, farthest).map((count) => count / Math.max(kind?.distances.length ?? 0, 1)));
      const highest = Math.max(...shares.flat(), 1e-9);
      same.setAttribute("d", outline(shares[0], highest));
      different.setAttribute("d", other ? outline(shares[1], highest) : "");
      names.replaceChildren(...[one, other].flatMap((kind, i) => {
        if (!kind?.distances.length) return [];
        const peak = shares[i].indexOf(Math.max(...shares[i]));
        const label = put("text", { x: Math.min(Math.max(toX(((peak + 0.5) / BARS) * farthest), 90), WIDTH - 90), y: TOP - 14, class: i ? "name-different" : "name-same" });
        label.textContent = kind.name;
        return [label];
      }));
    },
  };
}
