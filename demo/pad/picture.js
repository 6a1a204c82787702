// Pictures on the paper: how they come, and what the visitor puts right in them.

import { ARROWS, make } from "../shared/dom.js";
import { clamp, UNITS } from "./geometry.js";
import { wholeSheets } from "./pads.js";

const NO_FIX = { turn: 0, crop: [0, 0, 1, 1], swap: false, darkness: 0, keep_lines: false };
const SMALLEST_CROP = 0.03; // of the picture's side

const ELSEWHERE = "What was pasted only says where the picture is. Save the picture, then upload the file; or paste a screenshot.";

// The address of the picture in what was copied from a document; none where there is no picture, or text beside it.
function pastedImage(data) {
  const copied = new DOMParser().parseFromString(data?.getData("text/html") ?? "", "text/html");
  return copied.body.textContent?.trim() ? null : copied.querySelector("img")?.src;
}

// paper: state(), isDrawing(), isBlank(), change(state), end(), draw(), redraw(), tell(sentence), place(event).
// read: sends a picture to the server. most: bytes that it may have. takesSheets: whether all its symbols can be added.
export function pictures({ element, paper, read, most, takesSheets }) {
  const find = (selector) => element.querySelector(selector);
  const all = (selector) => element.querySelectorAll(selector);
  const tools = Object.fromEntries([...all("[data-do]")].map((button) => [button.dataset.do, button]));
  let reading = 0; // which picture is waited for
  let fixing = false; // whether the tools are open
  let wanted = null; // the fix that is waited for
  let whole; // the file that was taken last

  // ---- how they come ----

  const isReading = () => !find(".pad-busy").hidden;

  function stopReading() {
    reading++; // what is still on its way comes too late
    wanted = null;
    find(".pad-busy").hidden = true;
  }

  async function take(...files) {
    if (!files.length) return;
    const [file] = files;
    if (files.length > 1) {
      paper.tell(`These are ${files.length} files, but a paper holds one picture. Send one of them.`);
      return;
    }
    if (file.size > most) {
      paper.tell(`This picture has ${(file.size / 1e6).toFixed(0)} MB; at most ${(most / 1e6).toFixed(0)} MB can be read. Send a smaller one.`);
      return;
    }
    paper.end();
    const answer = await send(file);
    if (answer) whole = file;
    if (answer) paper.change({ strokes: [], picture: answer });
  }

  // file: a File or Blob, or a promise of one. next: what the visitor puts right in it.
  async function send(file, next = null) {
    stopReading();
    const mine = reading;
    wanted = next;
    find(".pad-busy").hidden = false;
    paper.tell("");
    paper.draw();
    const data = { picture: await file, ...(next ? { fix: JSON.stringify(next) } : {}) };
    const answer = mine === reading && await read({ binary: true, data });
    if (mine !== reading) return null;
    stopReading();
    if (answer?.picture) return answer;
    paper.tell(answer?.problem ?? "The picture did not reach the server. Try again.");
    paper.draw();
    return null;
  }

  for (const input of all("input[type=file]")) {
    input.addEventListener("change", () => { take(...input.files); input.value = ""; });
  }
  const papers = find(".pad-paper");
  // A picture that misses the paper must not replace the page.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
  papers.addEventListener("dragover", () => papers.classList.add("dropping"));
  papers.addEventListener("dragleave", () => papers.classList.remove("dropping"));
  papers.addEventListener("drop", (event) => {
    event.preventDefault();
    papers.classList.remove("dropping");
    if (event.dataTransfer.files.length) take(...event.dataTransfer.files);
    else paper.tell("That was no picture file. Save the picture first, then drop the file here.");
  });
  window.addEventListener("paste", async (event) => {
    const { files = [] } = event.clipboardData ?? {};
    const image = files.length ? null : pastedImage(event.clipboardData);
    if ((!files.length && !image) || event.defaultPrevented || !element.offsetParent) return;
    if (/** @type {Element} */ (event.target).closest?.("input")) return;
    // The mouse leaves its focus where it drew last, the keyboard is where it wants to be.
    const chosen = document.querySelector(".pad:hover") ?? document.querySelector(":focus-visible")?.closest(".pad");
    // Where none is pointed at, the first blank one.
    if (chosen ? !element.contains(chosen) : !paper.isBlank()) return;
    event.preventDefault();
    if (files.length) return take(...files);
    // Of another site it must not be fetched: the page asks nobody but its own server.
    if (!image || !/^(data|blob):/.test(image)) return paper.tell(ELSEWHERE);
    try { take(await (await fetch(image)).blob()); } catch { paper.tell(ELSEWHERE); }
  });

  // ---- what the visitor puts right ----

  const fixes = () => wanted ?? paper.state().picture?.fix ?? NO_FIX;

  async function fix(changes) {
    const { preview } = paper.state().picture ?? {};
    if (!preview) return;
    const next = { ...fixes(), ...changes };
    const answer = await send(fetch(preview).then((kept) => kept.blob()), next);
    if (answer) paper.change({ strokes: [], picture: { ...answer, preview, fix: next } });
  }

  function rotate(quarters) {
    const { turn } = fixes();
    let { crop: [left, top, right, bottom] } = fixes();
    for (let i = 0; i < quarters; i++) [left, top, right, bottom] = [1 - bottom, left, 1 - top, right];
    fix({ turn: (turn + quarters) % 4, crop: [left, top, right, bottom] });
  }

  // Where the picture, turned, lies on the paper: x, y, width, height, in shares of the paper.
  function pictureBox() {
    const { naturalWidth, naturalHeight } = find(".pad-picture");
    const [width, height] = fixes().turn % 2 ? [naturalHeight, naturalWidth] : [naturalWidth, naturalHeight];
    const side = Math.max(width, height, 1);
    return [(1 - width / side) / 2, (1 - height / side) / 2, width / side, height / side];
  }

  function placeInPicture(event) {
    const [x, y, width, height] = pictureBox();
    const [left, top] = paper.place(event);
    return [(left / UNITS - x) / width, (top / UNITS - y) / height].map((share) => clamp(share, 0, 1));
  }

  // Follow a pointer until it lifts; onMove gives the crop that there would be.
  function follow(event, onMove) {
    event.preventDefault();
    const { target, pointerId } = event;
    target.setPointerCapture(pointerId);
    let crop = null;
    const move = (moved) => {
      if (moved.pointerId !== pointerId) return;
      crop = onMove(placeInPicture(moved)).map((share) => Math.round(1000 * share) / 1000);
      drawCrop(crop);
    };
    const stop = (lifted) => {
      if (lifted.pointerId !== pointerId) return;
      target.removeEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) target.removeEventListener(name, stop);
      const [left, top, right, bottom] = crop ?? fixes().crop;
      if (crop && lifted.type === "pointerup" && Math.min(right - left, bottom - top) >= SMALLEST_CROP) fix({ crop });
      else paper.draw();
    };
    target.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) target.addEventListener(name, stop);
  }

  function cropFrom(event) {
    const [fromX, fromY] = placeInPicture(event);
    follow(event, ([x, y]) => [Math.min(x, fromX), Math.min(y, fromY), Math.max(x, fromX), Math.max(y, fromY)]);
  }

  function moveEdge(edge, share) {
    const crop = [...fixes().crop];
    const opposite = crop[(edge + 2) % 4];
    crop[edge] = edge < 2 ? Math.min(share, opposite - SMALLEST_CROP) : Math.max(share, opposite + SMALLEST_CROP);
    crop[edge] = clamp(crop[edge], 0, 1);
    return crop;
  }

  for (const handle of all("[data-edge]")) {
    const edge = Number(handle.dataset.edge);
    handle.addEventListener("pointerdown", (event) => {
      if (event.button === 0) follow(event, (shares) => moveEdge(edge, shares[edge % 2]));
    });
    handle.addEventListener("keydown", (event) => {
      const towards = (ARROWS[event.key] ?? [])[edge % 2];
      if (!towards || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      fix({ crop: moveEdge(edge, Math.round(100 * (fixes().crop[edge] + towards * (event.shiftKey ? 0.01 : 0.05))) / 100) });
    });
  }
  find(".pad-fix input").addEventListener("change", ({ target }) => fix({ darkness: Number(target.value) }));
  find(".pad-picture").addEventListener("load", paper.redraw);

  // ---- what is shown of it ----

  function draw() {
    const { picture } = paper.state();
    const pictured = Boolean(picture) && !paper.isDrawing();
    const image = find(".pad-picture");
    image.hidden = !pictured;
    if (pictured && image.src !== picture.preview) image.src = picture.preview;
    if (!pictured && tools.fix.hidden) return; // nothing to change while the pen moves
    const { turn, swap, darkness, keep_lines, crop } = fixes();
    find(".pad").classList.toggle("pictured", pictured);
    fixing &&= pictured;
    find(".pad").classList.toggle("fixing", fixing);
    find(".pad-fix").hidden = !fixing;
    tools.fix.hidden = !pictured;
    tools.fix.setAttribute("aria-expanded", fixing);
    tools.swap.setAttribute("aria-pressed", swap);
    tools.lines.setAttribute("aria-pressed", keep_lines);
    find(".pad-fix input").value = darkness;
    image.style.rotate = `${90 * turn}deg`;
    drawCrop(crop);
    drawMarks(pictured && !fixing ? picture.symbols ?? [] : []);
    if (pictured) drawSeen(picture);
  }

  // Where the symbols are, if there are several: one of them can be chosen.
  function drawMarks(symbols) {
    const marks = find(".pad-marks");
    marks.hidden = find(".pad-many").hidden = !symbols.length;
    tools.all.hidden = !takesSheets || !whole;
    const [x, y, width, height] = pictureBox();
    const key = JSON.stringify([symbols, x, y, width, height]);
    if (marks.dataset.of === key) return;
    marks.dataset.of = key;
    marks.replaceChildren(...symbols.map((crop, i) => {
      const [left, top, right, bottom] = crop;
      const mark = make("button");
      mark.type = "button";
      mark.setAttribute("aria-label", `Symbol ${i + 1} of ${symbols.length}: only this one counts`);
      const places = { left: x + left * width, top: y + top * height, width: (right - left) * width, height: (bottom - top) * height };
      for (const [side, share] of Object.entries(places)) mark.style[side] = `${100 * share}%`;
      mark.addEventListener("click", () => fix({ crop }));
      return mark;
    }));
  }

  function drawSeen({ picture, box, preview }) {
    if (find(".pad-original").src !== preview) find(".pad-original").src = preview;
    const cleaned = find(".pad-cleaned img");
    const source = `data:image/png;base64,${picture}`;
    if (cleaned.src !== source) cleaned.src = source;
    ["left", "top", "width", "height"].forEach((side, i) => { cleaned.style[side] = `${box[i] / (UNITS / 100)}%`; });
  }

  function drawCrop(crop) {
    const [left, top, right, bottom] = crop;
    const [x, y, width, height] = pictureBox();
    const frame = find(".pad-crop");
    frame.hidden = !paper.state().picture || paper.isDrawing() || (!fixing && crop.join() === NO_FIX.crop.join());
    const places = { left: x + left * width, top: y + top * height, width: (right - left) * width, height: (bottom - top) * height };
    for (const [side, share] of Object.entries(places)) frame.style[side] = `${100 * share}%`;
    for (const handle of all("[data-edge]")) {
      handle.setAttribute("aria-valuenow", Math.round(100 * crop[handle.dataset.edge]));
      handle.setAttribute("aria-valuetext", `${Math.round(100 * crop[handle.dataset.edge])} %`);
    }
  }

  const actions = {
    fix: () => {
      fixing = !fixing;
      paper.draw();
      if (fixing) find(".pad-fix").scrollIntoView({ block: "nearest" });
    },
    left: () => rotate(3),
    right: () => rotate(1),
    swap: () => fix({ swap: !fixes().swap }),
    lines: () => fix({ keep_lines: !fixes().keep_lines }),
    unfix: () => fix(NO_FIX),
    all: () => { if (whole) wholeSheets.tell(whole); },
  };

  return { actions, cropFrom, draw, isFixing: () => fixing, isReading, stopReading, take };
}
