// @ts-check
// Test pictures where a network puts them, each as its own digit or letter.

/** @typedef {import("./watch.js").Snapshot} Snapshot */
/** @typedef {import("./watch.js").Run} Run */

const EIGHTH = 1 / 8; // a distance of 1 is eight
const LEAST = 4; // half the width of the map, in distances: so that what falls into one point is seen to fall
const EASE = 0.15;
const SIZE = 0.042; // of a sign, of the map's width

/** @type {Map<string, Int8Array>} */
const decoded = new Map();

/** @param {string} text */
function places(text) {
  let known = decoded.get(text);
  if (!known) {
    known = new Int8Array(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer);
    if (decoded.size > 400) decoded.clear();
    decoded.set(text, known);
  }
  return known;
}

/** @param {HTMLCanvasElement} canvas */
export function drawMap(canvas) {
  let half = LEAST;
  let shown = "";

  /**
   * @param {Run} run
   * @param {Snapshot} from
   * @param {Snapshot} to
   * @param {number} share
   * @param {([number, number] | null)[]} own where one's own A and B are
   */
  return (run, from, to, share, own) => {
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const width = canvas.clientWidth;
    if (!width) return;
    const sharp = Math.min(devicePixelRatio, 3);
    const height = Math.round(width * 0.62);
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    context.scale(sharp, sharp);
    const style = getComputedStyle(canvas);
    const dark = !!canvas.closest(".dark");
    const [a, b] = [places(from.places), places(to.places)];
    const at = (/** @type {number} */ i) => (a[i] + share * (b[i] - a[i])) * EIGHTH;
    let extent = LEAST;
    for (const snapshot of run.snapshots) for (const value of places(snapshot.places)) extent = Math.max(extent, Math.abs(value) * EIGHTH);
    half = shown === run.key ? half + EASE * (extent - half) : extent;
    shown = run.key;
    const scale = height / 2 / half;
    const toX = (/** @type {number} */ x) => width / 2 + x * scale;
    const toY = (/** @type {number} */ y) => height / 2 - y * scale;
    context.font = `700 ${Math.max(width * SIZE * 0.7, 11)}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (run.second < run.labels.length) { // the same picture through two towers
      context.strokeStyle = style.getPropertyValue("--muted");
      context.lineWidth = 0.6;
      context.beginPath();
      for (let i = 0; i < run.second; i++) {
        const other = 2 * (run.second + i);
        context.moveTo(toX(at(2 * i)), toY(at(2 * i + 1)));
        context.lineTo(toX(at(other)), toY(at(other + 1)));
      }
      context.stroke();
    }
    const letters = run.group === "alphabets";
    for (let i = 0; i < run.labels.length; i++) {
      const label = run.labels[i];
      const colour = `hsl(${(label * 137) % 360} 70% ${dark ? 68 : 36}%)`;
      const sign = letters ? String.fromCharCode(65 + label) : String(label);
      const [x, y] = [toX(at(2 * i)), toY(at(2 * i + 1))];
      if (i < run.second) {
        context.fillStyle = colour;
        context.fillText(sign, x, y);
      } else {
        context.strokeStyle = colour;
        context.lineWidth = 1.2;
        context.strokeText(sign, x, y);
      }
    }
    own.forEach((place, i) => {
      if (!place) return;
      context.fillStyle = style.getPropertyValue(i ? "--orange" : "--blue");
      context.strokeStyle = style.getPropertyValue("--ink");
      context.lineWidth = 2;
      context.beginPath();
      context.arc(Math.min(Math.max(toX(place[0]), 14), width - 14), Math.min(Math.max(toY(place[1]), 14), height - 14), 14, 0, 7);
      context.fill();
      context.stroke();
      context.fillStyle = i ? "#17202a" : "#fff";
      context.fillText("AB"[i], Math.min(Math.max(toX(place[0]), 14), width - 14), Math.min(Math.max(toY(place[1]), 14), height - 14));
    });
    canvas.setAttribute("aria-label", `A map of ${run.labels.length} test pictures at epoch ${to.epoch}: near means alike to the network.`);
  };
}
