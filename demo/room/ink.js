// @ts-check
// A drawing as a picture: cut out and centred, as the network sees it, however small it was drawn.

import { put } from "../shared/dom.js";

const SIDE = 100; // units of the picture
const EDGE = 12;
const PEN = 6;
const SMALLEST = 60; // paper units: a dot stays a dot

/** @param {import("./types.js").Drawn} strokes */
export function pathOf(strokes) {
  const xs = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 0));
  const ys = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 1));
  const [left, right, top, bottom] = [min(xs), max(xs), min(ys), max(ys)];
  const scale = (SIDE - 2 * EDGE) / Math.max(right - left, bottom - top, SMALLEST);
  const x = (value) => (SIDE / 2 + (value - (left + right) / 2) * scale).toFixed(1);
  const y = (value) => (SIDE / 2 + (value - (top + bottom) / 2) * scale).toFixed(1);
  return strokes.map((stroke) => {
    let path = `M${x(stroke[0])} ${y(stroke[1])}`;
    for (let i = 2; i + 1 < stroke.length; i += 2) path += `L${x(stroke[i])} ${y(stroke[i + 1])}`;
    return path;
  }).join("");
}

const min = (values) => values.reduce((least, value) => Math.min(least, value), Infinity);
const max = (values) => values.reduce((most, value) => Math.max(most, value), -Infinity);

/**
 * @param {import("./types.js").Drawn} strokes
 * @param {string} [words] for screen readers; without them it is not spoken of
 */
export function picture(strokes, words) {
  const svg = put("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, class: "ink" });
  fill(svg, strokes);
  if (words) { svg.setAttribute("role", "img"); svg.setAttribute("aria-label", words); }
  else svg.setAttribute("aria-hidden", "true");
  return svg;
}

/** @param {Element} svg @param {import("./types.js").Drawn} strokes */
export function fill(svg, strokes) {
  svg.replaceChildren(put("path", { d: pathOf(strokes), "stroke-width": PEN }));
}
