// The cards of the symbols.

import { make } from "../shared/dom.js";

// classes: [name, ids of drawings]; the others stay where they are: to lay out 1,000 cards anew takes its time.
export function showCards(list, classes, drawings, open) {
  const old = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const items = classes.map(([name, ids]) => {
    const key = JSON.stringify([name, ids]);
    const item = old.get(key) ?? card(name, drawings.get(ids[0]).picture, ids.length, () => open(name));
    item.dataset.key = key;
    old.delete(key);
    return item;
  });
  for (const item of old.values()) item.remove();
  items.forEach((item, i) => { if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null); });
}

export function card(name, picture, count, open) {
  const item = make("li");
  const body = make(open ? "button" : "span", "card");
  const image = make("img");
  image.alt = "";
  if (picture) image.src = picture;
  body.append(image, make("bdi", "card-name", name));
  if (count > 1) body.append(make("span", "card-count", count));
  if (open) {
    body.type = "button";
    body.setAttribute("aria-label", `${name}: ${count} ${count === 1 ? "drawing" : "drawings"}. Rename or delete`);
    body.addEventListener("click", open);
  }
  item.append(body);
  return item;
}
