// @ts-check
// Where pictures stand: near to where the map has them, beside one another and never over one another. What stands
// there keeps its place when one more comes, until there is no room left or one lies beyond the edge.

const SIDES = [170, 140, 115, 95, 80, 66, 54, 44, 36, 28]; // pixels of a picture and what is round it
const FULL = 0.42; // share of the places that are taken, from which on pictures are smaller
const EDGE = 0.1; // of the window, beyond the outermost points
const LEAST = 0.5; // units of the map that the window has at least: what is alike must not look far apart

/** @typedef {{ id: string, at?: [number, number] }} Placed */
/** @typedef {{ left: number, top: number, width: number, height: number }} Window */

export function mosaic() {
  /** @type {Map<string, number>} */
  let places = new Map(); // id → number of the cell
  /** @type {Window | null} */
  let seen = null;
  let side = 0;
  let size = "";

  /** @param {Placed[]} items */
  function windowOn(items) {
    const [xs, ys] = [0, 1].map((axis) => items.map(({ at }) => (at ?? [0, 0])[axis]));
    const around = (values) => {
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const half = Math.max((most - least) * (1 + 2 * EDGE), LEAST) / 2;
      return [(least + most) / 2 - half, 2 * half];
    };
    const [left, width] = around(xs);
    const [top, height] = around(ys);
    return { left, top, width, height };
  }

  /** @param {Window} where @param {Placed} item */
  const isIn = (where, { at: [x, y] = [0, 0] }) => (
    x >= where.left && x <= where.left + where.width && y >= where.top && y <= where.top + where.height
  );

  return {
    /**
     * @param {Placed[]} items first come first
     * @param {number} width pixels
     * @param {number} height
     * @returns {{ side: number, spots: Map<string, { x: number, y: number }> }} the upper left corners
     */
    arrange(items, width, height) {
      const here = new Set(items.map(({ id }) => id));
      for (const id of places.keys()) if (!here.has(id)) places.delete(id);
      const fits = SIDES.find((one) => Math.floor(width / one) * Math.floor(height / one) * FULL >= items.length) ?? SIDES[SIDES.length - 1];
      const smaller = !side || fits < side || items.length < places.size / 3;
      if (!seen || smaller || size !== `${width} ${height}` || !items.every((item) => isIn(/** @type {Window} */ (seen), item))) {
        if (items.length) seen = windowOn(items);
        if (smaller || size !== `${width} ${height}`) side = fits;
        size = `${width} ${height}`;
        places = new Map();
      }
      const columns = Math.max(1, Math.floor(width / side));
      const rows = Math.max(1, Math.floor(height / side));
      const taken = new Set(places.values());
      for (const item of items) {
        if (places.has(item.id)) continue;
        const cell = nearestFree(item, columns, rows, taken);
        places.set(item.id, cell);
        taken.add(cell);
      }
      const [padX, padY] = [(width - columns * side) / 2, (height - rows * side) / 2];
      const spots = new Map([...places].map(([id, cell]) => [id, { x: padX + (cell % columns) * side, y: padY + Math.floor(cell / columns) * side }]));
      return { side, spots };
    },
  };

  /** @param {Placed} item */
  function nearestFree({ at: [x, y] = [0, 0] }, columns, rows, taken) {
    const { left, top, width, height } = /** @type {Window} */ (seen);
    const [wantedX, wantedY] = [((x - left) / width) * columns - 0.5, ((top + height - y) / height) * rows - 0.5];
    let best = 0;
    let nearest = Infinity;
    for (let cell = 0; cell < columns * rows; cell++) {
      if (taken.has(cell)) continue;
      const far = ((cell % columns) - wantedX) ** 2 + (Math.floor(cell / columns) - wantedY) ** 2;
      if (far < nearest) [best, nearest] = [cell, far];
    }
    return best;
  }
}
