// How good the set is.

import { make } from "../shared/dom.js";

export function showReview(fold, { words, confused, closest }) {
  fold.querySelector("[data-judged]").textContent = words;
  fill(fold.querySelector("[data-confused]"), confused);
  const told = closest.map(([a, b, distance, near]) => [a, b, `${distance.toFixed(2)}${near ? " – too near" : ""}`]);
  fill(fold.querySelector("[data-closest]"), told);
}

function fill(table, rows) {
  table.hidden = !rows.length;
  table.tBodies[0].replaceChildren(...rows.map((cells) => {
    const line = make("tr");
    for (const cell of cells) {
      const data = make("td");
      data.append(make("bdi", "", cell));
      line.append(data);
    }
    return line;
  }));
}
