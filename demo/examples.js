// The example pairs. gr.HTML hands in: element, props (pads, pairs).
//
// ?pair=… in the address opens one, and clicking one writes it there.

const put = (pad, strokes) => window.dispatchEvent(new CustomEvent("pad:put", { detail: { pad, strokes } }));

function open(pair) {
  props.pads.forEach((pad, i) => put(pad, pair ? props.pairs[pair][i] : []));
}

function write(pair) {
  const address = new URL(location);
  if (pair) address.searchParams.set("pair", pair);
  else address.searchParams.delete("pair");
  history.replaceState(history.state, "", address);
}

element.addEventListener("click", (event) => {
  const { pair, over } = event.target.closest("button")?.dataset ?? {};
  if (pair === undefined && over === undefined) return;
  open(pair);
  write(pair);
});

const asked = new URLSearchParams(location.search).get("pair");
if (Object.hasOwn(props.pairs, asked ?? "")) setTimeout(() => open(asked)); // the pads come first
