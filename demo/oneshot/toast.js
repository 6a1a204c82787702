// The message at the edge of the screen, with Undo.

const SHOWN = 7000; // ms

// where: the section that it belongs to, with its .toast in it.
export function messages(where) {
  const box = where.querySelector(".toast");
  let hiding;

  // A message that something is going on stays until another one comes.
  function say({ kind, text }, undo) {
    const sheet = [...where.parentElement.querySelectorAll("dialog")].find(({ open }) => open);
    (sheet ?? where).append(box); // nothing beside an open sheet can be clicked
    box.dataset.kind = kind;
    box.querySelector("span").textContent = text;
    box.querySelector("button").hidden = !undo || kind === "problem";
    box.hidden = false;
    box.classList.remove("other-edge");
    const here = covered(box);
    box.classList.add("other-edge");
    if (covered(box) >= here) box.classList.remove("other-edge");
    clearTimeout(hiding);
    if (kind !== "busy") hiding = setTimeout(hide, SHOWN);
  }

  function hide() {
    box.hidden = true;
  }

  // Whoever goes on has seen it: what it covers is free at once.
  document.addEventListener("pointerdown", ({ target }) => {
    if (box.dataset.kind !== "busy" && !box.contains(/** @type {Node} */ (target))) hide();
  }, { capture: true });
  box.addEventListener("pointerenter", () => clearTimeout(hiding));
  box.addEventListener("focusin", () => clearTimeout(hiding));
  return { box, say, hide };
}

// How much of what somebody looks at or needs next is under the message, in square pixels.
function covered(box) {
  const mine = box.getBoundingClientRect();
  const needed = [...document.querySelectorAll(".oneshot canvas, .naming > span, .ranking-words, .ranking-detail, #tabs [role=tab], .shelf-cards .card")].map((node) => node.getBoundingClientRect());
  return needed.reduce((sum, { left, right, top, bottom }) => {
    const [width, height] = [Math.min(mine.right, right) - Math.max(mine.left, left), Math.min(mine.bottom, bottom) - Math.max(mine.top, top)];
    return sum + Math.max(width, 0) * Math.max(height, 0);
  }, 0);
}
