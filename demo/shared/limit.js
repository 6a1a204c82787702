// @ts-check
// The limit on a ruler of distances: its handle is dragged, or moved by keys (ARIA Authoring Practices, Slider).

const STEPS = { ArrowLeft: -0.01, ArrowDown: -0.01, ArrowRight: 0.01, ArrowUp: 0.01, PageDown: -0.1, PageUp: 0.1 };

/**
 * @param {any} handle in an SVG drawing
 * @param {object} ruler
 * @param {number} ruler.left where its axis begins, in the drawing's own units
 * @param {number} ruler.right where it ends
 * @param {number} ruler.farthest distance that is there
 * @param {() => number} ruler.get
 * @param {(wanted: number) => void} ruler.set may be handed what lies beyond the ends
 */
export function moveLimit(handle, { left, right, farthest, get, set }) {
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    event.preventDefault();
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(handle.ownerSVGElement.getScreenCTM().inverse());
    set(((point.x - left) / (right - left)) * farthest);
  });
  handle.addEventListener("keydown", (event) => {
    const edge = { Home: 0, End: farthest }[event.key];
    if (event.key in STEPS) set(get() + STEPS[event.key]);
    else if (edge !== undefined) set(edge);
    else return;
    event.preventDefault();
  });
}
