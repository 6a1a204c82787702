// Symbols from files and into files.

import { download, keepComposing, make } from "../shared/dom.js";
import { card } from "./cards.js";

// call: a function of the server. say: a message. load: takes over what the visitor has seen on the sheet.
export function symbolFiles({ section, sheet, call, say, hide, load }) {
  const chooser = section.querySelector("input[type=file]");
  /** @type {string | null} */
  let previewed = null; // file in base64

  async function preview(files, hasSome) {
    if (!files.length) return;
    say({ kind: "busy", text: "Reading…" });
    /** @type {import("./symbols.js").PreviewAnswer & { problem?: string }} */
    const answer = await call("preview", { binary: true, data: Object.fromEntries([...files].map((file, i) => [i, file])) });
    if (answer.problem) return say({ kind: "problem", text: answer.problem });
    hide();
    previewed = answer.file;
    sheet.querySelector("h3 bdi").textContent = answer.title;
    sheet.querySelector("[data-words]").textContent = answer.words;
    sheet.querySelector(".sheet-problems").replaceChildren(...answer.problems.slice(0, 5).map((text) => make("li", "", text)));
    sheet.querySelector(".shelf-cards").replaceChildren(...answer.classes.map(([name, picture, count]) => {
      const item = card(name, picture, count);
      if (answer.is_sheet) item.querySelector(".card-name").replaceWith(field(name));
      return item;
    }));
    sheet.querySelector("[data-sheet-words]").hidden = !answer.is_sheet;
    sheet.querySelector("[value=replace]").hidden = !hasSome();
    sheet.returnValue = "";
    sheet.showModal();
  }

  sheet.addEventListener("close", () => {
    const how = sheet.returnValue;
    const names = [...sheet.querySelectorAll(".shelf-cards input")].map(({ value }) => value);
    if (how === "merge" || how === "replace") load(how, previewed, names);
    previewed = null;
  });

  function field(name) {
    const input = make("input");
    Object.assign(input, { value: name, dir: "auto", spellcheck: false });
    input.setAttribute("aria-label", `Name instead of ${name}`);
    return input;
  }

  async function save(what, kept, name) {
    /** @type {import("./symbols.js").FileAnswer & { problem?: string }} */
    const answer = await call(what, kept);
    if (answer.problem) return say({ kind: "problem", text: answer.problem });
    hand(answer.file, name);
  }

  function hand(content, name) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    download(new Blob([bytes], { type: "application/zip" }), name);
  }

  function takeFrom(hasSome) {
    chooser.addEventListener("change", () => { preview(chooser.files, hasSome); chooser.value = ""; });
    section.addEventListener("dragover", (event) => { event.preventDefault(); section.classList.add("dropping"); });
    section.addEventListener("dragleave", () => section.classList.remove("dropping"));
    section.addEventListener("drop", (event) => {
      event.preventDefault();
      section.classList.remove("dropping");
      preview(event.dataTransfer.files, hasSome);
    });
  }

  keepComposing(sheet.querySelector("form"));
  return { preview, choose: () => chooser.click(), hand, save, takeFrom };
}
