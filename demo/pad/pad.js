// A drawing pad. gr.HTML hands in: element, props (name, max_bytes, …), trigger, server.
//
// Its value is one JSON string, {"n": 12, "strokes": [[x0, y0, x1, y1, …], …]} in whole paper units 0…1000, or
// {"n": 12, "picture": "<PNG in base64>", "box": [x, y, width, height]}. n counts the inputs of this page.
//
// It talks to the rest of the page by events of the window:
//   pad:asked   {pad, n, again}                 this pad has sent input n; again where it is drawn on as before
//   pad:answer  {<pad>: {n, seen, problem}, …}  what the server made of it
//   pad:put     {pad, strokes, after}           draw this instead; no strokes clear the paper; if after is given, only
//                                              where input after is still the last and no other is on its way
//   pad:count   {pad}                           something else is about to be sent: count it as an input of this pad

const UNITS = 1000;
const PEN = 18; // paper units
const STEP = 25; // paper units that an arrow key moves the pen; a fifth of it with Shift
const NEAREST = 4; // paper units between two points of a stroke; four times as many on a crowded paper
const CROWDED = 3000; // points
const SEND_EVERY = 80; // ms, while the pen is down
const PATIENCE = 3000; // ms without an answer until it is asked for once more
const KEY = `same-or-different:pad:${props.name}`;
const EMPTY = { strokes: [], picture: null };
const NO_FIX = { turn: 0, crop: [0, 0, 1, 1], swap: false, darkness: 0, keep_lines: false };
const SMALLEST_CROP = 0.1; // of the picture's side

const HAND_HELD = matchMedia("(pointer: coarse)"); // its own camera program is better than ours
const find = (selector) => element.querySelector(selector);
const canvas = find("canvas");
const button = Object.fromEntries([...element.querySelectorAll("[data-do]")].map((b) => [b.dataset.do, b]));

let state = EMPTY; // never changed in place: undo keeps the older ones
let past = [];
let future = [];
let stroke = null; // the one being drawn
let pointer = null; // id of the pen, finger or mouse that draws it
let n = 0;
let answered = 0;
let sentAt = 0;
let sending = null;
let asking = null;
let reading = 0; // which picture is waited for
let filming = 0; // which stream of the camera is waited for
let fixing = false; // whether the picture's tools are open
let wanted = null; // the fix that is waited for
const cursor = { x: UNITS / 2, y: UNITS / 2, shown: false };
const held = new Set(); // arrow keys that are down

// ---- what is on the paper -------------------------------------------------------------------------------

const isEmpty = () => !state.picture && !state.strokes.length && !stroke;
const isReading = () => !find(".pad-busy").hidden;

function change(next) {
  past.push(state);
  future = [];
  show(next);
}

function show(next) {
  state = next;
  stopReading();
  tell("");
  save();
  send();
  draw();
}

function put(strokes) {
  finish();
  stopReading();
  if (strokes.length || !isEmpty()) change({ strokes, picture: null });
  else draw();
}

function travel(from, to) {
  finish();
  if (!from.length) return;
  to.push(state);
  show(from.pop());
}

const actions = {
  undo: () => travel(past, future),
  redo: () => travel(future, past),
  clear: () => put([]),
  upload: () => find("[data-source=upload]").click(),
  camera: () => (HAND_HELD.matches ? find("[data-source=camera]").click() : film()),
  shoot: () => shoot(),
  fix: () => {
    fixing = !fixing;
    draw();
    if (fixing) find(".pad-fix").scrollIntoView({ block: "nearest" });
  },
  left: () => turn(3),
  right: () => turn(1),
  swap: () => fix({ swap: !fixes().swap }),
  lines: () => fix({ keep_lines: !fixes().keep_lines }),
  unfix: () => fix(NO_FIX),
};

// ---- the pen --------------------------------------------------------------------------------------------

function begin(x, y) {
  stopReading();
  stroke = [];
  move(x, y);
}

function move(x, y) {
  x = Math.min(Math.max(Math.round(x), 0), UNITS);
  y = Math.min(Math.max(Math.round(y), 0), UNITS);
  const nearest = state.strokes.reduce((sum, s) => sum + s.length / 2, stroke.length / 2) > CROWDED ? 4 * NEAREST : NEAREST;
  const [lastX, lastY] = stroke.slice(-2);
  if (stroke.length && Math.hypot(x - lastX, y - lastY) < nearest) return;
  stroke.push(x, y);
  sendSoon();
  requestDraw();
}

function finish() {
  if (!stroke) return;
  if (stroke.length === 2) stroke.push(...stroke); // a dot
  const strokes = [...(state.picture ? [] : state.strokes), stroke];
  stroke = pointer = null;
  change({ strokes, picture: null });
}

function place(event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * UNITS, ((event.clientY - box.top) / box.height) * UNITS];
}

canvas.addEventListener("pointerdown", (event) => {
  if (pointer !== null || event.button !== 0) return; // a second finger, or the palm
  if (state.picture && fixing) return cropFrom(event);
  finish();
  cursor.shown = false;
  pointer = event.pointerId;
  canvas.setPointerCapture(pointer);
  begin(...place(event));
});
canvas.addEventListener("pointermove", (event) => {
  if (event.pointerId !== pointer) return;
  const events = event.getCoalescedEvents?.() ?? [];
  for (const e of events.length ? events : [event]) move(...place(e));
});
for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
  canvas.addEventListener(name, (event) => { if (event.pointerId === pointer) finish(); });
}
canvas.addEventListener("contextmenu", (event) => event.preventDefault());
// Safari takes the pencil for handwriting, and a finger for scrolling, unless told so here too.
canvas.addEventListener("touchmove", (event) => event.preventDefault(), { passive: false });

// ---- the keyboard ---------------------------------------------------------------------------------------

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

canvas.addEventListener("keydown", (event) => {
  if (pointer !== null || event.ctrlKey || event.metaKey || event.altKey) return;
  if (state.picture && fixing) return; // a stroke would replace what is being put right
  if (event.key in ARROWS) {
    held.add(event.key);
    const step = event.shiftKey ? STEP / 5 : STEP;
    for (const key of held) { // two at once go diagonally
      cursor.x = Math.min(Math.max(cursor.x + ARROWS[key][0] * step, 0), UNITS);
      cursor.y = Math.min(Math.max(cursor.y + ARROWS[key][1] * step, 0), UNITS);
    }
    if (stroke) move(cursor.x, cursor.y);
  } else if (event.key === " ") {
    if (stroke) finish();
    else begin(cursor.x, cursor.y);
    find("[data-pen]").textContent = stroke ? "Pen down" : "Pen up";
  } else if (event.key === "Escape") finish();
  else if (event.key === "Delete" || event.key === "Backspace") actions.clear();
  else return;
  event.preventDefault();
  cursor.shown = true;
  requestDraw();
});
canvas.addEventListener("keyup", (event) => held.delete(event.key));
canvas.addEventListener("focus", () => { cursor.shown = canvas.matches(":focus-visible"); requestDraw(); });
canvas.addEventListener("blur", () => {
  held.clear();
  if (pointer === null) finish();
  cursor.shown = false;
  requestDraw();
});
element.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const action = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : null;
  if (!action) return;
  event.preventDefault();
  actions[action]();
});
element.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-do]");
  if (chosen) actions[chosen.dataset.do]();
});

// ---- pictures -------------------------------------------------------------------------------------------

async function take(...files) {
  if (!files.length) return;
  const [file] = files;
  if (files.length > 1) {
    tell(`These are ${files.length} files, but a paper holds one picture. Send one of them.`);
    return;
  }
  if (file.size > props.max_bytes) {
    tell(`This picture has ${(file.size / 1e6).toFixed(0)} MB; at most ${(props.max_bytes / 1e6).toFixed(0)} MB can be read. Send a smaller one.`);
    return;
  }
  finish();
  const answer = await read(file);
  if (answer) change({ strokes: [], picture: answer });
}

// file: a File or Blob, or a promise of one. next: what the visitor puts right in it.
async function read(file, next = null) {
  stopReading();
  const mine = reading;
  wanted = next;
  find(".pad-busy").hidden = false;
  tell("");
  draw();
  const data = { picture: await file, ...(next && { fix: JSON.stringify(next) }) };
  const answer = mine === reading && await server.read_picture({ binary: true, data });
  if (mine !== reading) return null;
  stopReading();
  if (answer?.picture) return answer;
  tell(answer?.problem ?? "The picture did not reach the server. Try again.");
  draw();
  return null;
}

function stopReading() {
  reading++; // what is still on its way comes too late
  wanted = null;
  find(".pad-busy").hidden = true;
}

// ---- what the visitor puts right in a picture -----------------------------------------------------------

const fixes = () => wanted ?? state.picture?.fix ?? NO_FIX;

async function fix(changes) {
  const { preview } = state.picture ?? {};
  if (!preview) return;
  const next = { ...fixes(), ...changes };
  const answer = await read(fetch(preview).then((kept) => kept.blob()), next);
  if (answer) change({ strokes: [], picture: { ...answer, preview, fix: next } });
}

function turn(quarters) {
  let { turn, crop: [left, top, right, bottom] } = fixes();
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
  const [left, top] = place(event);
  return [(left / UNITS - x) / width, (top / UNITS - y) / height].map((share) => Math.min(Math.max(share, 0), 1));
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
    else draw();
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
  crop[edge] = Math.min(Math.max(crop[edge], 0), 1);
  return crop;
}

for (const handle of element.querySelectorAll("[data-edge]")) {
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
find(".pad-picture").addEventListener("load", requestDraw);

function drawFix() {
  const pictured = Boolean(state.picture) && !stroke;
  if (!pictured && button.fix.hidden) return; // nothing to change while the pen moves
  const { turn, swap, darkness, keep_lines, crop } = fixes();
  find(".pad").classList.toggle("pictured", pictured);
  fixing &&= pictured;
  find(".pad").classList.toggle("fixing", fixing);
  find(".pad-fix").hidden = !fixing;
  button.fix.hidden = !pictured;
  button.fix.setAttribute("aria-expanded", fixing);
  button.swap.setAttribute("aria-pressed", swap);
  button.lines.setAttribute("aria-pressed", keep_lines);
  find(".pad-fix input").value = darkness;
  find(".pad-picture").style.rotate = `${90 * turn}deg`;
  drawCrop(crop);
  if (!pictured) return;
  const { picture, box, preview } = state.picture;
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
  frame.hidden = !state.picture || Boolean(stroke) || (!fixing && crop.join() === NO_FIX.crop.join());
  const places = { left: x + left * width, top: y + top * height, width: (right - left) * width, height: (bottom - top) * height };
  for (const [side, share] of Object.entries(places)) frame.style[side] = `${100 * share}%`;
  for (const handle of element.querySelectorAll("[data-edge]")) {
    handle.setAttribute("aria-valuenow", Math.round(100 * crop[handle.dataset.edge]));
    handle.setAttribute("aria-valuetext", `${Math.round(100 * crop[handle.dataset.edge])} %`);
  }
}

for (const input of element.querySelectorAll("input[type=file]")) {
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
  else tell("That was no picture file. Save the picture first, then drop the file here.");
});
window.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files ?? [];
  if (!files.length || event.defaultPrevented || !element.offsetParent) return;
  // The mouse leaves its focus where it drew last, the keyboard is where it wants to be.
  const chosen = document.querySelector(".pad:hover") ?? document.querySelector(".pad:has(:focus-visible)");
  // Where none is pointed at, the first blank one.
  if (chosen ? !element.contains(chosen) : !isEmpty()) return;
  event.preventDefault();
  take(...files);
});

// ---- the camera of a computer ---------------------------------------------------------------------------

const video = find("video");

async function film() {
  const mine = ++filming;
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
  } catch {
    tell("The camera cannot be used. Allow it for this page in the browser, or upload a picture.");
    return;
  }
  // By the time it is allowed, it may have been asked for once more, or this pad be in a hidden tab: there nobody
  // would see the dialog, and nothing beside it could be clicked.
  if (mine !== filming || !element.offsetParent) return stop(stream);
  video.srcObject = stream;
  find(".pad-shot").showModal();
}

function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}

function shoot() {
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [video.videoWidth, video.videoHeight];
  if (!picture.width) return; // it is still starting
  picture.getContext("2d").drawImage(video, 0, 0);
  picture.toBlob(take, "image/png");
  find(".pad-shot").close();
}

find(".pad-shot").addEventListener("close", () => {
  stop(video.srcObject);
  video.srcObject = null;
});

async function offerCamera() {
  const devices = await navigator.mediaDevices?.enumerateDevices() ?? []; // none but on localhost and over HTTPS
  button.camera.hidden = !HAND_HELD.matches && !devices.some(({ kind }) => kind === "videoinput");
}
offerCamera();

// ---- to the server and back -----------------------------------------------------------------------------

function send() {
  clearTimeout(sending);
  sending = null;
  sentAt = performance.now();
  count();
  trigger("input");
}

// Under a number of its own, so that the answer can be told from older ones.
function count(again = false) {
  n++;
  const { picture, box } = state.picture ?? {};
  const drawn = !state.picture || stroke; // the first line over a picture replaces it
  const strokes = [...(state.picture ? [] : state.strokes), ...(stroke ? [stroke] : [])];
  props.value = JSON.stringify(drawn ? { n, strokes } : { n, picture, box });
  const pad = find(".pad");
  pad.value = props.value; // for who is to send what is on the paper now
  pad.dataset.n = n;
  window.dispatchEvent(new CustomEvent("pad:asked", { detail: { pad: props.name, n, again } }));
  clearTimeout(asking);
  asking = setTimeout(askAgain, PATIENCE);
}

// A request that failed on its way is not sent once more by anybody else.
function askAgain() {
  if (answered === n || !element.isConnected) return;
  trigger("input");
  asking = setTimeout(askAgain, PATIENCE);
}

window.addEventListener("pad:count", ({ detail: { pad } }) => { if (pad === props.name) count(true); });

function sendSoon() {
  sending ??= setTimeout(send, Math.max(0, SEND_EVERY - (performance.now() - sentAt)));
}

window.addEventListener("pad:answer", (event) => {
  const answer = event.detail[props.name];
  if (!answer || answer.n < answered) return;
  answered = answer.n;
  const frame = find(".pad-frame");
  frame.hidden = !answer.seen;
  if (answer.seen) frame.src = answer.seen;
  if (answer.n === n && !stroke) tell(answer.problem ?? ""); // each drawing begins as a dot: do not nag
});

window.addEventListener("pad:put", ({ detail: { pad, strokes = [], after } }) => {
  if (pad !== props.name || !element.isConnected) return;
  if (after !== undefined && (after !== n || stroke || isReading())) return; // something newer has begun
  put(strokes);
});

function tell(problem) {
  find(".pad-problem").textContent = problem;
}

// ---- kept across a reload -------------------------------------------------------------------------------

function save() {
  try {
    localStorage.removeItem(KEY); // first: where there is no room for the new one, the old one must not come back
    if (!isEmpty()) localStorage.setItem(KEY, JSON.stringify(state));
  } catch { /* full or forbidden: the drawing is on the page all the same */ }
}

function restore() {
  try {
    const { strokes, picture } = JSON.parse(localStorage.getItem(KEY)) ?? EMPTY;
    if (Array.isArray(strokes) && strokes.every(Array.isArray)) state = { strokes, picture };
  } catch { /* nothing kept, or not ours */ }
  if (!isEmpty()) send();
}
window.addEventListener("pagehide", () => { if (element.isConnected) finish(); });

// ---- drawing --------------------------------------------------------------------------------------------

let drawing = false;

function requestDraw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; draw(); });
}

function draw() {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (!side) return; // in a hidden tab
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.setTransform(side / UNITS, 0, 0, side / UNITS, 0, 0);
  context.clearRect(0, 0, UNITS, UNITS);
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = PEN;
  context.strokeStyle = "#17202a";
  const strokes = state.picture ? [] : state.strokes;
  for (const points of stroke ? [...strokes, stroke] : strokes) trace(context, points);
  if (cursor.shown) drawCursor(context);

  const image = find(".pad-picture");
  image.hidden = !state.picture || Boolean(stroke);
  if (!image.hidden && image.src !== state.picture.preview) image.src = state.picture.preview;
  drawFix();
  find(".pad-hint").hidden = !isEmpty();
  button.undo.disabled = !past.length;
  button.redo.disabled = !future.length;
  button.clear.disabled = isEmpty() && !isReading();
}

function trace(context, points) {
  context.beginPath();
  context.moveTo(points[0], points[1]);
  // Through the middles of the segments, bent by the points between them.
  for (let i = 2; i < points.length - 2; i += 2) {
    context.quadraticCurveTo(points[i], points[i + 1], (points[i] + points[i + 2]) / 2, (points[i + 1] + points[i + 3]) / 2);
  }
  const [x, y] = points.slice(-2);
  context.lineTo(x + 0.01, y); // a lone point becomes a dot: a line of no length would not be drawn
  context.stroke();
}

function drawCursor(context) {
  context.beginPath();
  context.arc(cursor.x, cursor.y, 22, 0, 2 * Math.PI);
  context.lineWidth = 5;
  context.strokeStyle = context.fillStyle = getComputedStyle(element.firstElementChild).getPropertyValue("--side");
  context.stroke();
  context.globalAlpha = stroke ? 0.6 : 0.15;
  context.fill();
  context.globalAlpha = 1;
}

new ResizeObserver(requestDraw).observe(canvas);
window.addEventListener("resize", requestDraw); // zoom changes the pixels, not the size
restore();
draw();
