// What the networks say of a pair. gr.HTML hands in: element, props, watch.
//
// Its value is JSON: `pads`, passed on to the pads as pad:answer, and `html`, made by the server of its own words.

watch("value", () => {
  const { pads, html } = JSON.parse(props.value);
  element.querySelector(".own-opinions").innerHTML = html;
  window.dispatchEvent(new CustomEvent("pad:answer", { detail: pads }));
});
