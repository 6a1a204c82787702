// What several parts of the page do with its nodes and with one another.

export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Whether a key belongs to what is being written with several keys (Chinese, Japanese, Korean): there Enter chooses.
// Safari ends the composition before it tells of the key, and says 229.
export const composes = (event) => event.isComposing || event.keyCode === 229;

// An Enter that ends a composition must not send a form.
export function keepComposing(form) {
  form.addEventListener("keydown", (event) => { if (event.key === "Enter" && composes(event)) event.preventDefault(); });
}

// A new node. Text is only ever put in as text: names come from visitors.
export function make(kind, className, text) {
  const node = document.createElement(kind);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// Hand a file to the visitor.
export function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// A new node of a drawing (SVG).
export function put(kind, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}
