// What is drawn on the paper: the strokes, and the pen of the keyboard.

import { UNITS } from "./geometry.js";

const PEN = 18; // paper units

// colour: of the keyboard's pen; cursor: {x, y, down}, or null where there is none.
export function paint(canvas, strokes, { cursor, colour }) {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.setTransform(side / UNITS, 0, 0, side / UNITS, 0, 0);
  context.clearRect(0, 0, UNITS, UNITS);
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = PEN;
  context.strokeStyle = "#17202a";
  for (const points of strokes) trace(context, points);
  if (cursor) paintCursor(context, cursor, colour);
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

function paintCursor(context, { x, y, down }, colour) {
  context.beginPath();
  context.arc(x, y, 22, 0, 2 * Math.PI);
  context.lineWidth = 5;
  context.strokeStyle = context.fillStyle = colour;
  context.stroke();
  context.globalAlpha = down ? 0.6 : 0.15;
  context.fill();
  context.globalAlpha = 1;
}
