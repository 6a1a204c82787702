// The example pairs. gr.HTML hands in: element, props (pads, pairs).
//
// Starting over is told to the limit and to tidying by the window's event compare:over.
// ?pair=… in the address opens one; clicking one writes it there, and any other drawing takes it out again.

let opening = false;

const put = (pad, strokes) => window.dispatchEvent(new CustomEvent("pad:put", { detail: { pad, strokes } }));

function open(pair) {
  opening = true;
  props.pads.forEach((pad, i) => put(pad, pair ? props.pairs[pair][i] : []));
  opening = false;
  write(pair);
}

function write(pair) {
  const address = new URL(location);
  if ((address.searchParams.get("pair") ?? undefined) === pair) return;
  if (pair) address.searchParams.set("pair", pair);
  else address.searchParams.delete("pair");
  history.replaceState(history.state, "", address);
}

element.addEventListener("click", (event) => {
  const { pair, over } = event.target.closest("button")?.dataset ?? {};
  if (pair !== undefined || over !== undefined) open(pair);
  if (over !== undefined) window.dispatchEvent(new CustomEvent("compare:over"));
});

window.addEventListener("pad:asked", ({ detail: { pad, again } }) => {
  if (!opening && !again && element.isConnected && props.pads.includes(pad)) write();
});

// In a link to another tab it is left alone: what a visitor has drawn here stays. As the address was asked for: this
// tab may have written itself there by now.
const asked = new URL(performance.getEntriesByType("navigation")[0].name).searchParams;
const pair = asked.get("pair") ?? "";
if (Object.hasOwn(props.pairs, pair) && ["compare", null].includes(asked.get("tab"))) setTimeout(() => open(pair)); // the pads come first
