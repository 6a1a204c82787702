// The example pairs. `mount` is handed element, props (pads, pairs).
//
// ?pair=… in the address opens one; clicking one writes it there, and any other drawing takes it out again.

import { find, follow } from "../pad/pads.js";
import { over } from "./asking.js";

export function mount({ element, props }) {
  let opening = false;

  function open(pair) {
    opening = true;
    props.pads.forEach((pad, i) => find(pad)?.put(pair ? props.pairs[pair][i] : []));
    opening = false;
    write(pair);
  }

  function write(pair) {
    const address = new URL(location.href);
    if ((address.searchParams.get("pair") ?? undefined) === pair) return;
    if (pair) address.searchParams.set("pair", pair);
    else address.searchParams.delete("pair");
    history.replaceState(history.state, "", address);
  }

  element.addEventListener("click", (event) => {
    const chosen = event.target.closest("button")?.dataset ?? {};
    if ("pair" in chosen || "over" in chosen) open(chosen.pair);
    if ("over" in chosen) over.tell();
  });

  follow(props.pads, () => { if (!opening && element.isConnected) write(); });

  // In a link to another tab it is left alone: what a visitor has drawn here stays. As the address was asked for: this
  // tab may have written itself there by now.
  const asked = new URL(performance.getEntriesByType("navigation")[0].name).searchParams;
  const pair = asked.get("pair") ?? "";
  if (Object.hasOwn(props.pairs, pair) && ["compare", null].includes(asked.get("tab"))) setTimeout(() => open(pair)); // the pads come first
}
