// The challenge. `mount` is handed element, props (n_trials, chance), server (ask, reveal).
//
// A trial is a seed: server.ask(seed) gives its pictures, server.reveal(seed) the answer. The score is kept here.

import { done as found } from "./done.js";

const NOT_ANSWERING = "The server does not answer. Try again in a moment.";

export function mount({ element, props, server }) {
  const find = (selector) => element.querySelector(selector);
  const FIRST = 1 + Math.floor(Math.random() * 2 ** 30);
  let trial = -1; // 0 … n_trials − 1
  let right = { class: 0, network: 0 };
  let people = null;
  let open = false; // waits for the class's answer

  // Null where the server does not answer.
  async function call(name, seed) {
    try { return await server[name](seed) ?? null; } catch { return null; }
  }

  const percent = (share) => `${(100 * share).toFixed(share * 100 % 1 ? 1 : 0)} %`;

  async function next() {
    if (trial + 1 >= props.n_trials) { trial = -1; right = { class: 0, network: 0 }; }
    trial++;
    for (const button of element.querySelectorAll("[data-begin], [data-next]")) button.disabled = true;
    const question = await call("ask", FIRST + trial + props.n_trials * rounds);
    for (const button of element.querySelectorAll("[data-begin], [data-next]")) button.disabled = false;
    if (!question) {
      trial--;
      find(trial < 0 ? "[data-source]" : "[data-verdict]").textContent = NOT_ANSWERING;
      return;
    }
    people = question.people;
    find("[data-source]").textContent = `Now: ${question.alphabet}. From ${question.source}.`;
    find("[data-begin]").hidden = find("[data-next]").hidden = true;
    find(".challenge-play").hidden = false;
    find("[data-query]").src = question.query;
    find("[data-verdict]").textContent = "";
    find("[data-what]").hidden = false;
    find("[data-candidates]").replaceChildren(...question.candidates.map((picture, i) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const image = document.createElement("img");
      button.type = "button";
      button.setAttribute("aria-label", `Sign ${i + 1}`);
      image.src = picture;
      image.alt = "";
      const number = document.createElement("span");
      number.className = "number";
      number.textContent = String(i + 1);
      button.append(image, number);
      button.addEventListener("click", () => answer(i));
      item.append(button);
      return item;
    }));
    open = true;
    score();
    if (trial === 0) find(".challenge-play").scrollIntoView();
  }

  let rounds = 0;
  let answered = 0;

  async function answer(choice) {
    if (!open) return;
    open = false;
    const revealed = await call("reveal", FIRST + trial + props.n_trials * rounds);
    if (!revealed) {
      find("[data-verdict]").textContent = NOT_ANSWERING;
      open = true;
      return;
    }
    const { answer: meant, network, distances } = revealed;
    right.class += Number(choice === meant);
    right.network += Number(network === meant);
    [...find("[data-candidates]").children].forEach((item, i) => {
      const button = item.firstChild;
      button.disabled = true;
      button.classList.toggle("right", i === meant);
      const marks = [i === meant && "✓ right", i === choice && "class", i === network && "network"].filter(Boolean);
      for (const [kind, text] of [["far", distances[i].toFixed(2)], ["mark", marks.join(" · ")]]) {
        const label = document.createElement("span");
        label.className = kind;
        label.textContent = text;
        if (text) item.append(label);
      }
      if (marks.length) button.setAttribute("aria-label", `Sign ${i + 1}: ${marks.join(", ")}`);
    });
    const won = (yes) => (yes ? "right" : "wrong");
    find("[data-what]").hidden = true;
    find("[data-verdict]").textContent = `The class is ${won(choice === meant)}, the network is ${won(network === meant)}.`;
    const last = trial + 1 >= props.n_trials;
    if (last) rounds++;
    find("[data-next]").hidden = false;
    find("[data-next]").textContent = last ? "Ten more" : `Next (${trial + 2} of ${props.n_trials})`;
    find("[data-next]").focus({ preventScroll: true });
    score(trial + 1);
    if (++answered >= 3) found.tell(7);
  }

  function score(done = trial) {
    find(".challenge-score").hidden = false;
    const rows = {
      class: done ? [right.class / done, `${right.class} of ${done}`] : [0, "–"],
      network: done ? [right.network / done, `${right.network} of ${done}`] : [0, "–"],
      people: people === null ? null : [people, percent(people)],
      chance: [props.chance, percent(props.chance)],
    };
    for (const [name, row] of Object.entries(rows)) {
      const line = find(`[data-row=${name}]`);
      line.hidden = row === null;
      if (row === null) continue;
      line.style.setProperty("--share", row[0]);
      line.lastElementChild.textContent = row[1];
    }
  }

  element.addEventListener("click", (event) => {
    if (event.target.closest("[data-begin], [data-next]")) next();
  });
}
