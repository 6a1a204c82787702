// The map of the drawings: the embeddings flattened to a plane.

import { ARROWS, put } from "../shared/dom.js";

const EDGE = 36; // of the map, in pixels
const NAMED = 40; // drawings, up to which each has its name under it
const LEAST = 0.3; // of the whole plane that the map shows at least: what is alike must not look far apart
const SLIMMEST = 0.6; // the shorter side by the longer

/**
 * The part of the plane that has these points: left, bottom, right, top; no side is much longer than the other.
 *
 * @param {number[][]} points
 * @param {number[]} reach of the whole plane, likewise
 */
export function windowOn(points, [left, bottom, right, top]) {
  const axes = [[left, right], [bottom, top]].map((whole, axis) => {
    const values = points.map((point) => point[axis]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return { middle: (least + most) / 2, half: Math.max(most - least, (whole[1] - whole[0]) * LEAST) / 2 };
  });
  const [x, y] = axes;
  x.half = Math.max(x.half, SLIMMEST * y.half);
  y.half = Math.max(y.half, SLIMMEST * x.half);
  return [x.middle - x.half, y.middle - y.half, x.middle + x.half, y.middle + y.half];
}

// drawings: id → {picture, at}.
export function symbolMap(fold, drawings) {
  const find = (selector) => fold.querySelector(selector);
  const svg = find(".map svg");
  let classes = []; // [name, ids of drawings]
  let reach = [-1, -1, 1, 1]; // the least x and y of the map, and the greatest
  let query = {}; // where the second drawing is, and the drawing nearest to it
  /** @type {((at: [number, number]) => [number, number]) | null} */
  let place = null; // from a place in the plane to one on the map, in pixels

  function draw() {
    if (!fold.open || !classes.length) return;
    const points = classes.flatMap(([name, ids]) => ids.map((id, i) => ({ name, id, i, count: ids.length, at: drawings.get(id).at })));
    // The window depends on the registered drawings alone; what lies farther out stands at its edge.
    const [left, bottom, right, top] = windowOn(points.map((point) => point.at), reach);
    find(".map").style.setProperty("--shape", String((right - left) / (top - bottom)));
    const width = svg.clientWidth; // not before: it has the page laid out
    if (!width) return;
    const scale = (width - 2 * EDGE) / (right - left);
    const inside = (value, least, most) => Math.min(Math.max(value, least), most);
    /** @type {(at: [number, number]) => [number, number]} */
    const at = ([x, y]) => [EDGE + scale * (inside(x, left, right) - left), EDGE + scale * (top - inside(y, bottom, top))];
    place = at;
    svg.setAttribute("viewBox", `0 0 ${width} ${2 * EDGE + scale * (top - bottom)}`);
    const side = (points.length > 200 ? 22 : points.length > 30 ? 36 : 46) * (width < 480 ? 0.75 : 1);
    const focused = svg.querySelector(".map-point:focus")?.dataset.id;
    svg.replaceChildren(...points.map((point) => pointNode(point, at(point.at), side, points.length <= NAMED)));
    const first = svg.querySelector(focused ? `[data-id="${focused}"]` : ".map-point") ?? svg.querySelector(".map-point");
    first.setAttribute("tabindex", 0);
    if (focused) first.focus();
    drawQuery();
  }

  // Alone: while the pen moves, the points stay as they are.
  function drawQuery() {
    for (const node of svg.querySelectorAll(":scope > :not(.map-point)")) node.remove();
    const isNear = query.at && query.id && drawings.has(query.id);
    find("[data-legend=query]").hidden = !place || !isNear;
    if (!place || !isNear) return;
    const [x, y] = place(query.at);
    const [x2, y2] = place(drawings.get(query.id).at);
    svg.prepend(put("line", { x1: x, y1: y, x2, y2, class: "map-line" }));
    svg.append(put("circle", { cx: x, cy: y, r: 15, class: "map-query" }), put("circle", { cx: x, cy: y, r: 4, class: "map-query-centre" }));
  }

  function pointNode({ name, id, i, count }, [x, y], side, isNamed) {
    // One of them can be reached with the Tab key, the others from there with the arrow keys.
    const node = put("g", { class: "map-point", tabindex: -1, role: "img", transform: `translate(${x} ${y})`, "data-id": id, "data-x": x, "data-y": y });
    const words = count > 1 ? `${name}, drawing ${i + 1} of ${count}` : name;
    node.setAttribute("aria-label", words);
    node.append(
      put("rect", { x: -side / 2, y: -side / 2, width: side, height: side, rx: 6 }),
      put("image", { href: drawings.get(id).picture, x: -side / 2 + 2, y: -side / 2 + 2, width: side - 4, height: side - 4 }),
    );
    if (isNamed) {
      const label = put("text", { y: side / 2 + 15 });
      label.textContent = name.length > 12 ? `${name.slice(0, 11)}…` : name;
      node.append(label);
    }
    const speak = () => { find(".map-told").textContent = words; };
    node.addEventListener("pointerenter", () => {
      if (node !== document.activeElement) svg.append(node); // on top of the others; moved, it would lose the focus
      speak();
    });
    node.addEventListener("focus", speak);
    return node;
  }

  svg.addEventListener("keydown", (event) => {
    const from = event.target.closest(".map-point");
    const arrow = ARROWS[event.key];
    if (!from || !arrow) return;
    event.preventDefault();
    let nearest;
    let best = Infinity;
    for (const node of svg.querySelectorAll(".map-point")) {
      const way = [node.dataset.x - from.dataset.x, node.dataset.y - from.dataset.y];
      const ahead = way[0] * arrow[0] + way[1] * arrow[1];
      const aside = Math.abs(way[0] * arrow[1]) + Math.abs(way[1] * arrow[0]);
      if (node !== from && ahead > 0 && ahead + 2 * aside < best) [nearest, best] = [node, ahead + 2 * aside];
    }
    if (!nearest) return;
    from.setAttribute("tabindex", -1);
    nearest.setAttribute("tabindex", 0);
    svg.append(nearest);
    nearest.focus();
  });

  fold.addEventListener("toggle", draw);
  new ResizeObserver(() => { if (svg.clientWidth && svg.clientWidth !== svg.viewBox.baseVal.width) draw(); }).observe(svg);

  return {
    show(answer) {
      ({ classes, reach } = answer);
      draw();
    },
    showQuery(next) {
      query = next;
      drawQuery();
    },
  };
}
