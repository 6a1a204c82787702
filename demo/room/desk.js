// @ts-check
// The teacher's desk: which round, what is let onto the projector, who is in, and the end.

import { download, keepComposing, make } from "../shared/dom.js";
import { picture } from "./ink.js";
import { slideOf } from "./slide.js";

/** @typedef {import("./types.js").Drawing} Drawing */

/** @type {Record<string, [string, string[]]>} the name of a round, and what it is given */
const KINDS = {
  same: ["The same thing", ["What does everyone draw?"]],
  two: ["Two things", ["The one", "The other"]],
  teach: ["Teach it once", []],
  fool: ["Fool it", []],
  people: ["People against the network", []],
};
const EXAMPLES = { same: ["a seven"], two: ["four", "nine"] };
const SWITCHES = {
  is_frozen: ["Stop drawing", "Nothing is taken until you switch it off."],
  is_blank: ["Blank the projector", "The projector window shows nothing; yours does."],
  is_open: ["Show all as they come", "Drawings need no leave of yours."],
  has_nicknames: ["Let them choose names", "Else each is given one, such as blue otter."],
};

/**
 * @param {HTMLElement} element
 * @param {{ code: string, given: any, known: any, act: (what: object) => Promise<any>, say: (words: string, undo?: () => void) => void }} how
 */
export function build(element, { code, given, known, act, say }) {
  element.hidden = false;
  const section = (title, ...nodes) => {
    const one = make("section");
    one.append(make("h2", "", title), ...nodes);
    element.append(one);
    return one;
  };
  const button = (words, press, kind = "plain") => {
    const one = /** @type {HTMLButtonElement} */ (make("button", kind, words));
    one.type = "button";
    one.addEventListener("click", press);
    return one;
  };

  // ---- what waits for leave ----

  const strip = make("div", "waiting");
  const waitingSection = section("Waiting for you", strip, button("Show all", showAll));
  const showAllButton = /** @type {HTMLButtonElement} */ (waitingSection.lastElementChild);
  /** @type {Map<string, HTMLElement>} */
  const waiting = new Map();

  function setStatus(drawings, status) {
    const ids = drawings.map(({ id }) => id);
    return act({ do: "set_status", ids, status });
  }

  async function showAll() {
    const all = known.waiting();
    if (await setStatus(all, "shown")) say(`${all.length} shown.`, () => setStatus(all, "waiting"));
  }

  async function hide(drawings, words) {
    if (drawings.length && (await setStatus(drawings, "hidden"))) say(words, () => setStatus(drawings, "shown"));
  }

  async function hideAll() {
    const shown = known.shownOf(known.state.shown).filter(({ is_sign }) => !is_sign);
    await hide(shown, `${shown.length} hidden.`);
  }

  function showWaiting() {
    const all = known.waiting();
    for (const [id, node] of waiting) if (!all.some((one) => one.id === id)) { node.remove(); waiting.delete(id); }
    for (const drawing of all) {
      if (waiting.has(drawing.id)) continue;
      const card = make("div", "wait");
      const name = known.nameOf(drawing.member);
      const show = button("", () => setStatus([drawing], "shown"), "show");
      show.setAttribute("aria-label", `Show the drawing of ${name}`);
      show.append(...(drawing.strokes ? [picture(drawing.strokes)] : [picture(drawing.a), picture(drawing.b)]), make("span", "", name));
      const not = button("×", () => hide([drawing], "Not shown."), "not");
      not.setAttribute("aria-label", `Do not show the drawing of ${name}`);
      card.append(show, not);
      waiting.set(drawing.id, card);
      strip.append(card);
    }
    waitingSection.hidden = !all.length;
    showAllButton.textContent = `Show all ${all.length}`;
  }

  // ---- the round ----

  const now = make("div", "now");
  const rounds = /** @type {HTMLSelectElement} */ (make("select"));
  rounds.setAttribute("aria-label", "Round on the projector");
  rounds.addEventListener("change", () => act({ do: "show_round", round: Number(rounds.value) }));
  const projected = make("label", "projected");
  projected.append(make("span", "", "On the projector"), rounds);
  section("This round", now, projected, button("Hide all drawings", hideAll));

  const forms = Object.entries(KINDS).map(([kind, [title, fields]]) => {
    const form = /** @type {HTMLFormElement} */ (make("form", "begin"));
    const inputs = fields.map((label, i) => {
      const input = /** @type {HTMLInputElement} */ (make("input"));
      input.setAttribute("aria-label", label);
      input.placeholder = EXAMPLES[kind][i];
      input.maxLength = 5 * given.longest;
      input.autocomplete = "off";
      return input;
    });
    const begin = make("button", "plain", title);
    form.append(begin, ...inputs);
    keepComposing(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act({ do: "begin", kind, words: inputs.map((input) => input.value || input.placeholder) });
    });
    return form;
  });
  section("Next round", ...forms);

  function showNow() {
    const { state } = known;
    const round = state.rounds[state.rounds.length - 1];
    const nodes = [];
    if (!round) nodes.push(make("p", "", "None yet. Let them come in, then begin one below."));
    else if (round.kind === "teach") nodes.push(...teaching(round));
    else if (round.kind === "people") nodes.push(...asking(round));
    else nodes.push(make("p", "", `${KINDS[round.kind][0]}${round.words.length ? `: ${round.words.join(" or ")}` : ""}`));
    const key = JSON.stringify([round, nodes.map(({ textContent }) => textContent)]);
    if (now.dataset.key !== key) now.replaceChildren(...nodes);
    now.dataset.key = key;
    projected.hidden = state.rounds.length < 2;
    const listed = JSON.stringify(state.rounds.map((one) => [one.kind, one.words]));
    if (rounds.dataset.key !== listed) {
      rounds.replaceChildren(...state.rounds.map((one, i) => {
        const option = /** @type {HTMLOptionElement} */ (make("option", "", `${i + 1}. ${KINDS[one.kind][0]}${one.words.length ? `: ${one.words.join(" or ")}` : ""}`));
        option.value = String(i);
        return option;
      }));
    }
    rounds.dataset.key = listed;
    rounds.value = String(state.shown);
  }

  function teaching(round) {
    const signs = known.shownOf(known.state.rounds.length - 1).filter(({ is_sign }) => is_sign).length;
    if (round.is_asking) return [make("p", "", "They draw one of the signs."), button("Teach more signs", () => act({ do: "ask", on: false }))];
    const who = /** @type {HTMLSelectElement} */ (make("select"));
    who.setAttribute("aria-label", "Who makes up the signs");
    const option = (value, words) => Object.assign(make("option", "", words), { value });
    who.append(option("0", "nobody yet"), ...known.present().map(({ id, name }) => option(String(id), name)));
    who.value = String(round.signer);
    who.addEventListener("change", () => act({ do: "let_sign", member: Number(who.value) }));
    const label = make("label", "projected");
    label.append(make("span", "", "Signs are made up by"), who);
    const ask = button(`Ask for the ${signs === 1 ? "sign" : `${signs} signs`}`, () => act({ do: "ask", on: true }));
    ask.disabled = !signs;
    return [label, make("p", "", `${signs} of at most ${given.mostSigns} so far. Yourself? Join with a phone, and choose its name.`), ask];
  }

  function asking(round) {
    const trial = round.trials[round.trials.length - 1];
    if (trial && trial.answer === null) return [button("Reveal", () => act({ do: "reveal" }))];
    return [button(trial ? "Next question" : "First question", () => act({ do: "ask_trial", seconds: given.countdown }))];
  }

  // ---- switches, people, files ----

  const switching = new Set(); // those whose answer is still out
  const switches = Object.entries(SWITCHES).map(([name, [title, words]]) => {
    const box = /** @type {HTMLInputElement} */ (make("input"));
    box.type = "checkbox";
    box.addEventListener("change", async () => {
      switching.add(name);
      await act({ do: "switch", name, on: box.checked });
      switching.delete(name);
    });
    const label = make("label", "switch");
    label.append(box, make("span", "", title));
    label.title = words;
    return { name, box, label };
  });
  const people = make("ul", "people");
  const who = make("details");
  const inside = make("summary");
  who.append(inside, people);
  section("The room", ...switches.map(({ label }) => label), who);

  async function remove(member, on) {
    const answer = await act({ do: "remove", member, on });
    if (answer && on) {
      say(`${known.nameOf(member)} is out.`, async () => {
        await act({ do: "remove", member, on: false });
        if (answer.ids.length) act({ do: "set_status", ids: answer.ids, status: "shown" });
      });
    }
  }

  function showPeople() {
    for (const { name, box } of switches) if (!switching.has(name)) box.checked = known.state[name];
    const all = [...known.members.values()];
    inside.textContent = `${known.present().length} in`;
    const key = JSON.stringify(all);
    if (people.dataset.key === key) return;
    people.dataset.key = key;
    people.replaceChildren(...all.map((member) => {
      const item = make("li", member.is_removed ? "out" : "", "");
      item.append(make("span", "", member.name), button(member.is_removed ? "Let in again" : "Take out", () => remove(member.id, !member.is_removed)));
      return item;
    }));
  }

  async function save(kind) {
    const answer = await fetch(new URL(`room/${code}/save/${kind}`, document.baseURI)).catch(() => null);
    if (answer?.ok) download(await answer.blob(), `class-${code}-${kind}.zip`);
    else say((await answer?.json().catch(() => null))?.problem ?? "The server does not answer. Nothing was saved.");
  }

  async function saveSlide() {
    try {
      const slide = await slideOf(/** @type {HTMLElement} */ (document.querySelector("main")));
      download(slide, `class-${code}-round-${known.state.shown + 1}.png`);
    } catch { say("This browser cannot save it. Take a picture of the screen."); }
  }

  const windowButton = button("Open the projector window", () => window.open(new URL(`room/${code}/screen`, document.baseURI), "_blank"));
  const link = make("details");
  const linked = make("p");
  link.append(make("summary", "", "Lead from another device"), linked);
  const end = button("End the lesson", async () => {
    if (end.dataset.sure) { if (await act({ do: "end" })) end.disabled = true; return; }
    end.dataset.sure = "yes";
    end.textContent = "Delete everything? Press once more";
    setTimeout(() => { delete end.dataset.sure; end.textContent = "End the lesson"; }, 5000);
  }, "plain danger");
  const keeps = make("p", "keeps");
  section("Screens and files", windowButton, link, button("Save as symbols", () => save("symbols")), button("Save as pictures", () => save("pictures")), button("Save the projector as a slide", saveSlide), keeps, end);

  return {
    show() {
      showWaiting();
      showNow();
      showPeople();
      keeps.textContent = known.lasts
        ? "All of it is deleted at the end, or four hours after its last use."
        : "This room is in the computer’s memory only, and gone if the program stops.";
    },

    reach(way) {
      linked.textContent = way.link ? `Open this on a device of yours alone; whoever has it leads the lesson: ${way.link}` : "No other device can reach this page.";
    },

    /** What can be done with a drawing on the stage. @param {Drawing} drawing @param {HTMLElement} node @param {HTMLElement} menu */
    menu(drawing, node, menu) {
      const name = known.nameOf(drawing.member);
      const close = () => { menu.hidden = true; node.focus(); };
      const choices = [button("Hide it", () => { close(); hide([drawing], `Hidden: ${name}.`); })];
      if (drawing.member) choices.push(button(`Take ${name} out`, () => { close(); remove(drawing.member, true); }));
      choices.push(button("Close", close));
      menu.replaceChildren(make("p", "", name), ...choices);
      menu.hidden = false;
      const box = node.getBoundingClientRect();
      menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`;
      menu.style.top = `${Math.max(8, Math.min(box.bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
      choices[0].focus();
      menu.onkeydown = (event) => { if (event.key === "Escape") close(); };
    },
  };
}
