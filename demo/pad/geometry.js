// @ts-check
// Points and strokes on a paper, in its units: 0 to UNITS from left to right and from top to bottom. A stroke is a flat
// list of numbers: x0, y0, x1, y1, …

export const UNITS = 1000;

/** @param {number[]} point */
export const isOn = ([x, y]) => x >= 0 && x <= UNITS && y >= 0 && y <= UNITS;

export const clamp = (value, least = 0, most = UNITS) => Math.min(Math.max(value, least), most);

/**
 * Where the way from a point on the paper to one beside it leaves the paper.
 *
 * @param {number[]} inside
 * @param {number[]} beside
 */
export function edgeBetween([x, y], [x2, y2]) {
  const shares = [[x, x2 - x], [y, y2 - y]].map(([start, way]) => (way > 0 ? (UNITS - start) / way : way < 0 ? -start / way : 1));
  const share = Math.min(...shares, 1);
  return [clamp(x + share * (x2 - x)), clamp(y + share * (y2 - y))];
}

/**
 * Whether a stroke comes as near to a point as that.
 *
 * @param {number[]} stroke
 * @param {number[]} point
 * @param {number} reach
 */
export function touches(stroke, [x, y], reach) {
  for (let i = 0; i + 1 < stroke.length; i += 2) {
    const [x1, y1] = [stroke[i], stroke[i + 1]];
    const [wayX, wayY] = [(stroke[i + 2] ?? x1) - x1, (stroke[i + 3] ?? y1) - y1];
    const length = wayX ** 2 + wayY ** 2;
    const share = length ? clamp(((x - x1) * wayX + (y - y1) * wayY) / length, 0, 1) : 0;
    if (Math.hypot(x1 + share * wayX - x, y1 + share * wayY - y) <= reach) return true;
  }
  return false;
}
