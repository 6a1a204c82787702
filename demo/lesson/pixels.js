// A picture and the numbers of a part of it. `mount` is handed element, props, watch.
//
// Its value is JSON: pixels, 784 bytes row by row, 255 is ink, and words.

import { ARROWS } from "../shared/dom.js";
import { done } from "./done.js";

const SIDE = 28;
const PART = 9;

export function mount({ element, props, watch }) {
  const find = (selector) => element.querySelector(selector);
  const canvas = find("canvas");
  const frame = find(".pixels-frame");
  const cells = Array.from({ length: PART * PART }, () => document.createElement("span"));
  find(".pixels-numbers").append(...cells);

  let pixels = new Array(SIDE * SIDE).fill(0);
  let left = 8;
  let top = 5;

  function show() {
    frame.style.setProperty("--left", left / SIDE);
    frame.style.setProperty("--top", top / SIDE);
    cells.forEach((cell, i) => {
      const value = pixels[(top + Math.floor(i / PART)) * SIDE + left + (i % PART)] / 255;
      cell.textContent = { "0.00": "0", "1.00": "1" }[value.toFixed(2)] ?? value.toFixed(2).slice(1);
      cell.style.background = `rgb(${Array(3).fill(Math.round(255 * (1 - value))).join(" ")})`;
      cell.style.color = value > 0.5 ? "#fff" : "#17202a";
    });
  }

  function paint() {
    const image = new ImageData(SIDE, SIDE);
    pixels.forEach((value, i) => image.data.set([255 - value, 255 - value, 255 - value, 255], 4 * i));
    canvas.getContext("2d").putImageData(image, 0, 0);
    show();
  }

  function move(x, y) {
    left = Math.min(Math.max(Math.round(x), 0), SIDE - PART);
    top = Math.min(Math.max(Math.round(y), 0), SIDE - PART);
    show();
    if (cells.every((cell) => cell.textContent === "0")) done.tell(1);
  }

  function follow(event) {
    const box = canvas.getBoundingClientRect();
    move(((event.clientX - box.left) / box.width) * SIDE - PART / 2, ((event.clientY - box.top) / box.height) * SIDE - PART / 2);
  }
  const picture = find(".pixels-picture");
  picture.addEventListener("pointerdown", (event) => { picture.setPointerCapture(event.pointerId); follow(event); });
  picture.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" || event.buttons) follow(event);
  });

  frame.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    move(left + arrow[0], top + arrow[1]);
  });

  function take() {
    const { pixels: given, words } = JSON.parse(props.value || "{}");
    if (given) pixels = given;
    find(".pixels").classList.toggle("empty", !given);
    find("[data-words]").textContent = words ?? "Fetching the pictures…";
    paint();
  }
  watch("value", take);
  take();
}
