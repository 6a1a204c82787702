// A fold. `mount` is handed element, props, trigger, watch.
//
// Its value is HTML of the server's own making. It asks for it by `input`: when it is opened, and while it is open
// after each verdict.

import { answered } from "./asking.js";

export function mount({ element, props, trigger, watch }) {
  const details = element.querySelector("details");
  const ask = () => { if (details.open) trigger("input"); };

  details.addEventListener("toggle", ask);
  answered.hear(ask);
  watch("value", () => { element.querySelector(".fold-content").innerHTML = props.value; });
}
