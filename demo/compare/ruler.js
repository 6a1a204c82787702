// The ruler. `mount` is handed element, props (calibrated, unsure, farthest, left, right), trigger.
//
// Its value is the limit as text, "" for the calibrated one, and the number of the request.
// ?threshold=… in the address sets the limit; moving it writes it there.

import { moveLimit } from "../shared/limit.js";
import { nextNumber } from "../shared/requests.js";
import { answered, asked, over } from "./asking.js";

const WRITE = 300; // ms of rest before the address follows; browsers refuse to change it often

export function mount({ element, props, trigger }) {
  const handle = element.querySelector(".ruler-limit");
  const needle = element.querySelector(".ruler-needle");
  const word = handle.querySelector("text");
  const band = element.querySelector(".ruler-unsure");
  const reset = element.querySelector("[data-reset]");

  let limit = props.calibrated;
  let writing;

  const toX = (distance) => props.left + ((props.right - props.left) * Math.min(distance, props.farthest)) / props.farthest;

  function showLimit() {
    const x = toX(limit);
    const [from, to] = [toX(Math.max(limit - props.unsure[0], 0)), toX(limit + props.unsure[1])];
    handle.setAttribute("transform", `translate(${x} 0)`);
    handle.setAttribute("aria-valuenow", limit.toFixed(2));
    const [low, high] = [Math.max(limit - props.unsure[0], 0), limit + props.unsure[1]].map((end) => end.toFixed(2));
    handle.setAttribute("aria-valuetext", `${limit.toFixed(2)}; from ${low} to ${high} it is too close to call`);
    band.setAttribute("x", from);
    band.setAttribute("width", to - from);
    reset.disabled = limit === props.calibrated;
    const far = limit > props.farthest / 2;
    word.setAttribute("x", far ? -26 : 26);
    word.classList.toggle("ruler-far", far);
    reset.classList.toggle("on-the-left", far);
  }

  function setLimit(wanted) {
    const nearest = Math.min(Math.max(wanted, 0), props.farthest);
    if (nearest === limit) return;
    limit = nearest;
    showLimit();
    const n = nextNumber();
    props.value = `${limit === props.calibrated ? "" : limit.toFixed(3)}#${n}`;
    const ask = () => { trigger("input"); return element.isConnected; };
    asked.tell({ n, repeat: ask });
    ask();
    clearTimeout(writing);
    writing = setTimeout(write, WRITE);
  }

  function write() {
    const address = new URL(location.href);
    if (limit !== props.calibrated) address.searchParams.set("threshold", limit.toFixed(2));
    else address.searchParams.delete("threshold");
    history.replaceState(history.state, "", address);
  }

  const { left, right, farthest } = props;
  moveLimit(handle, { left, right, farthest, get: () => limit, set: setLimit });
  reset.addEventListener("click", () => { setLimit(props.calibrated); handle.focus({ preventScroll: true }); });
  over.hear(() => setLimit(props.calibrated));

  answered.hear(({ distance, cost }) => {
    needle.toggleAttribute("hidden", distance === null);
    if (distance !== null) needle.style.transform = `translateX(${toX(distance)}px)`;
    element.querySelector("[data-cost]").textContent = cost;
  });

  showLimit();
  const wanted = new URLSearchParams(location.search).get("threshold");
  if (wanted && Number.isFinite(Number(wanted))) setTimeout(() => setLimit(Number(wanted)));
}
