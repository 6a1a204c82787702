// The switch of tidying. gr.HTML hands in: element, props, trigger. Its value is "off", or "" where it is on.

const box = element.querySelector("input");

box.addEventListener("change", () => {
  element.querySelector("[data-on]").hidden = !box.checked;
  element.querySelector("[data-off]").hidden = box.checked;
  props.value = box.checked ? "" : "off";
  window.dispatchEvent(new CustomEvent("verdict:asking"));
  trigger("input");
});

window.addEventListener("compare:over", () => { if (!box.checked) box.click(); });
