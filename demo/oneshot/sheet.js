// The sheet of one symbol: its name, its drawings, and how to be rid of them.

import { composes, make } from "../shared/dom.js";

// ask: a request for the symbols.
export function symbolSheet(dialog, ask) {
  const input = dialog.querySelector("input");
  const problem = dialog.querySelector(".sheet-problem");
  let opened = null; // name of the symbol on it
  let classes = [];
  /** @type {number | null} */
  let renaming = null; // place of the symbol that is renamed

  function open(name, drawings) {
    opened = name;
    input.value = name;
    problem.textContent = "";
    fill(drawings);
    dialog.showModal();
  }

  // An answer has come.
  function show(answer, drawings) {
    ({ classes } = answer);
    if (answer.did === "rename" && renaming !== null) {
      problem.textContent = answer.said?.kind === "problem" ? answer.said.text : "";
      if (answer.said?.kind === "done") input.value = opened = classes[renaming]?.[0] ?? opened;
      renaming = null;
    }
    fill(drawings);
  }

  function fill(drawings) {
    const ids = classes.find(([name]) => name === opened)?.[1];
    if (!ids) return dialog.close();
    dialog.querySelector("ul").replaceChildren(...ids.map((id, i) => {
      const item = make("li");
      const image = make("img");
      image.alt = `Drawing ${i + 1}`;
      image.src = drawings.get(id)?.picture ?? "";
      const button = make("button", "plain danger", "Delete");
      button.type = "button";
      button.setAttribute("aria-label", `Delete drawing ${i + 1}`);
      button.addEventListener("click", () => ask({ do: "remove", name: opened, drawing: id }));
      item.append(image);
      if (ids.length > 1) item.append(button);
      return item;
    }));
  }

  function rename() {
    if (input.value === opened) return;
    renaming = classes.findIndex(([name]) => name === opened);
    ask({ do: "rename", name: opened, to: input.value });
  }

  dialog.querySelector("[data-rename]").addEventListener("click", rename);
  dialog.querySelector("[data-remove]").addEventListener("click", () => ask({ do: "remove", name: opened }));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!composes(event)) rename();
  });
  return { open, show };
}
