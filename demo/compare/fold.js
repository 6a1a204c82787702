// A fold. gr.HTML hands in: element, props, trigger, watch.
//
// Its value is HTML of the server's own making. It asks for it by `input`: when it is opened, and while it is open
// after each verdict.

const details = element.querySelector("details");
const ask = () => { if (details.open) trigger("input"); };

details.addEventListener("toggle", ask);
window.addEventListener("ruler:answer", ask);
watch("value", () => { element.querySelector(".fold-content").innerHTML = props.value; });
