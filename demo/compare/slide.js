// Save picture: both drawings and the verdict as a PNG of a slide's size. `mount` is handed element, props (pads).
//
// It is drawn here, in the browser, from what the page shows; a slide is white whatever the page's theme.

import { follow } from "../pad/pads.js";
import { download } from "../shared/dom.js";
import { apart } from "../shared/figures.js";
import { answered, asked } from "./asking.js";

const WIDTH = 1600, HEIGHT = 900;
const PAPER = 560, TOP = 190;
const COLOURS = ["#0877bd", "#f59322"];
const INK = "#17202a", MUTED = "#55606c", SAME = "#0a7a58";
const SIGNS = { same: "=", different: "≠", unsure: "?" };

export function mount({ element, props }) {
  const button = element.querySelector("button");
  let newest = 0;
  /** @type {import("./asking.js").CompareAnswer | null} */
  let answer = null;

  // Between a change and its answer there is nothing to save: the verdict on the page is that of older drawings.
  function wait(n) {
    newest = n;
    button.disabled = true;
  }
  follow(props.pads, (pad) => wait(pad.n()));
  asked.hear(({ n }) => wait(n));
  answered.hear((next) => {
    answer = next;
    button.disabled = next.distance === null || next.n < newest;
  });

  button.addEventListener("click", () => {
    if (!answer || answer.distance === null || !answer.verdict) return;
    const slide = document.createElement("canvas");
    slide.width = WIDTH;
    slide.height = HEIGHT;
    const context = /** @type {CanvasRenderingContext2D} */ (slide.getContext("2d"));
    const write = (text, x, y, size, { colour = INK, weight = 400 } = {}) => {
      context.font = `${weight} ${size}px system-ui, "Segoe UI", Roboto, sans-serif`;
      context.fillStyle = colour;
      context.fillText(text, x, y, 340);
    };
    context.fillStyle = "#fff";
    context.fillRect(0, 0, WIDTH, HEIGHT);
    context.textAlign = "center";
    context.textBaseline = "middle";
    props.pads.forEach((pad, i) => {
      const left = i ? WIDTH - 50 - PAPER : 50;
      paste(context, document.getElementById(pad), left);
      context.lineWidth = 6;
      context.strokeStyle = COLOURS[i];
      context.beginPath();
      context.roundRect(left, TOP, PAPER, PAPER, 20);
      context.stroke();
      context.beginPath();
      context.arc(left + 40, TOP - 60, 36, 0, 2 * Math.PI);
      context.stroke();
      write("AB"[i], left + 40, TOP - 58, 40, { weight: 700 });
    });

    const middle = WIDTH / 2;
    const colour = answer.verdict === "same" ? SAME : INK;
    context.strokeStyle = context.fillStyle = colour;
    context.beginPath();
    context.arc(middle, 290, 56, 0, 2 * Math.PI);
    context.setLineDash(answer.verdict === "unsure" ? [14, 10] : []);
    if (answer.verdict === "unsure") context.stroke();
    else context.fill();
    write(SIGNS[answer.verdict], middle, 290, 68, { weight: 700, colour: answer.verdict === "unsure" ? INK : "#fff" });
    const [first, ...rest] = answer.words.split(" ");
    [first, rest.join(" ")].forEach((words, i) => write(words, middle, 410 + 76 * i, 68, { weight: 700, colour }));
    const [distance, limit] = apart(answer.distance, answer.threshold);
    write(`distance ${distance}`, middle, 610, 44, { weight: 600 });
    write(`limit ${limit}`, middle, 670, 34, { colour: MUTED });
    write(document.title, middle, HEIGHT - 50, 26, { colour: MUTED });
    slide.toBlob((blob) => download(blob, "same-or-different.png"));
  });

  // What is on a paper: the picture that lies on it, or the strokes.
  function paste(context, pad, left) {
    const picture = pad.querySelector(".pad-picture");
    if (picture.hidden) {
      context.drawImage(pad.querySelector("canvas"), left, TOP, PAPER, PAPER);
      return;
    }
    const scale = PAPER / Math.max(picture.naturalWidth, picture.naturalHeight);
    const [width, height] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
    context.save();
    context.translate(left + PAPER / 2, TOP + PAPER / 2);
    const crop = pad.querySelector(".pad-crop");
    if (!crop.hidden) { // as the visitor cropped it, as large as it fits
      const [x, y, wide, high] = ["left", "top", "width", "height"].map((side) => (parseFloat(crop.style[side]) / 100) * PAPER);
      context.scale(PAPER / Math.max(wide, high), PAPER / Math.max(wide, high));
      context.translate(PAPER / 2 - x - wide / 2, PAPER / 2 - y - high / 2);
      context.beginPath();
      context.rect(x - PAPER / 2, y - PAPER / 2, wide, high);
      context.clip();
    }
    context.rotate(((parseFloat(picture.style.rotate) || 0) * Math.PI) / 180); // as the visitor turned it
    context.drawImage(picture, -width / 2, -height / 2, width, height);
    context.restore();
  }
}
