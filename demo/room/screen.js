// @ts-check
// The projector, and the teacher's own screen, which has the desk beside it.

import { make } from "../shared/dom.js";
import { build } from "./desk.js";
import { decode } from "./figures.js";
import { ask, codeOf, follow, Refused } from "./line.js";
import { emptyStage, sentenceOf, views } from "./views.js";

const EVERY = 400; // ms between two questions for what is new

/** @typedef {import("./types.js").Drawing} Drawing */

/** All that is known of the room, merged from what changed. */
export function memory(most) {
  const known = {
    /** @type {import("./types.js").State | null} */
    state: null,
    /** @type {Map<number, import("./types.js").Member>} */
    members: new Map(),
    /** @type {Map<string, Drawing>} */
    drawings: new Map(),
    /** @type {Map<string, import("./types.js").Vote>} */
    votes: new Map(),
    lasts: true,
    late: 0,

    /** @param {import("./types.js").TeacherNews} news */
    take(news) {
      known.state = news.state;
      known.lasts = news.lasts;
      known.late = news.now - Date.now() / 1000;
      for (const member of news.members) known.members.set(member.id, member);
      for (const vote of news.votes) known.votes.set(`${vote.member} ${vote.subject}`, vote);
      for (const drawing of news.drawings) {
        const before = known.drawings.get(drawing.id);
        drawing.point = before?.point ?? (drawing.embedding ? decode(drawing.embedding) : undefined);
        known.drawings.set(drawing.id, drawing);
      }
      // The server has let go of the oldest too.
      const extra = known.drawings.size - most;
      if (extra > 0) for (const { id } of known.inOrder().slice(0, extra)) known.drawings.delete(id);
    },

    inOrder: () => [...known.drawings.values()].sort((a, b) => a.n - b.n),
    /** @param {number} round */
    shownOf: (round) => known.inOrder().filter((one) => one.status === "shown" && one.round === round),
    waiting: () => known.inOrder().filter((one) => one.status === "waiting"),
    /** @param {number} id */
    nameOf: (id) => (id ? known.members.get(id)?.name ?? "somebody" : "the teacher"),
    present: () => [...known.members.values()].filter((one) => !one.is_removed),
  };
  return known;
}

/** @param {{ limit: number, farthest: number, mostDrawings: number, mostSigns: number, countdown: number, longest: number }} given */
export async function screen(given) {
  const code = codeOf();
  const isDesk = location.pathname.replace(/\/$/, "").endsWith("/desk");
  const find = (selector) => /** @type {any} */ (document.querySelector(selector));
  const known = memory(given.mostDrawings);
  /** @type {import("./views.js").View | null} */
  let view = null;
  let viewed = -1;
  /** @type {any} */
  let way = null; // the address for phones, with its code

  // A link for a second screen brings the key, which from then on is a cookie that no script can read.
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key) {
    history.replaceState(null, "", location.pathname);
    try { await ask(`${code}/key`, { key }); } catch (problem) { return over(problem instanceof Refused ? problem.message : "The server does not answer. Load the page again."); }
  }

  const desk = isDesk ? build(find("[data-desk]"), { code, given, known, act, say }) : null;
  find("[data-screen]").classList.toggle("with-desk", isDesk);

  function over(words) {
    document.body.dataset.phase = "over";
    find("[data-sentence]").textContent = words;
    find("[data-number]").textContent = "";
    find("[data-lobby]").hidden = true;
    find("[data-stage]").replaceChildren();
    find("[data-desk]").hidden = true;
  }

  /** @param {string} words @param {() => void} [undo] */
  function say(words, undo) {
    const toast = find("[data-toast]");
    toast.replaceChildren(make("span", "", words));
    toast.hidden = false;
    if (undo) {
      const button = make("button", "", "Undo");
      button.addEventListener("click", () => { toast.hidden = true; undo(); });
      toast.append(button);
    }
    clearTimeout(say.later);
    say.later = setTimeout(() => { toast.hidden = true; }, undo ? 10000 : 5000);
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  say.later = undefined;

  /** @param {object} what */
  async function act(what) {
    try {
      const answer = await ask(`${code}/act`, what);
      look();
      return answer;
    } catch (problem) {
      say(problem instanceof Refused ? problem.message : "The server does not answer. Nothing was changed.");
      return null;
    }
  }

  // A tile that was tapped: on the desk it can be hidden, and who drew it taken out.
  function pick(drawing, node) {
    if (isDesk) desk?.menu(drawing, node, find("[data-menu]"));
  }

  function show() {
    const { state } = known;
    if (!state) return;
    const round = state.rounds[state.shown];
    const stage = find("[data-stage]");
    if (viewed !== state.shown || !view !== !round) {
      view?.leave?.();
      stage.className = "stage";
      stage.replaceChildren();
      view = round ? views[round.kind](stage, { given, code, pick }) : null;
      viewed = state.shown;
    }
    find("[data-blank]").hidden = !state.is_blank || isDesk;
    find("[data-lobby]").hidden = Boolean(round);
    stage.hidden = !round || (state.is_blank && !isDesk);
    find("[data-sentence]").textContent = round ? sentenceOf(round) : "Draw with us";
    const drawings = known.shownOf(state.shown);
    const words = round && view ? view.update({ round, n: state.shown, drawings, votes: [...known.votes.values()], nameOf: known.nameOf, late: known.late }) : "";
    find("[data-number]").textContent = state.is_blank && !isDesk ? "" : words;
    const isEmpty = Boolean(round) && !drawings.length && round.kind !== "people";
    if (isEmpty && !stage.querySelector(".empty")) stage.append(emptyStage(""));
    if (!isEmpty) stage.querySelector(".empty")?.remove();
    if (isEmpty) stage.querySelector(".empty p").textContent = known.waiting().length ? "Drawings are waiting for the teacher." : "Nothing here yet.";
    find("[data-in]").textContent = known.present().length === 1 ? "1 is in" : `${known.present().length} are in`;
    find("[data-names]").textContent = known.present().slice(-30).map(({ name }) => name).join(" · ");
    document.title = `${code} · the class draws together`;
    showJoin(Boolean(round), state);
    desk?.show();
  }

  function showJoin(isOn, state) {
    const join = find("[data-join]");
    join.hidden = !isOn;
    join.replaceChildren(make("span", "", `${known.present().length} in`), make("b", "", code), ...(state.is_frozen ? [make("span", "frozen", "stopped")] : []));
  }

  async function learnAddress() {
    way = await ask(`${code}/address?page=${encodeURIComponent(new URL(".", document.baseURI).href)}`).catch(() => null);
    find("[data-code]").textContent = code;
    if (!way) return;
    find("[data-address]").textContent = way.address?.replace(/^https?:\/\//, "") ?? "";
    find("[data-qr]").innerHTML = way.code; // made by the server of the address alone
    find(".how").classList.toggle("only-here", !way.address);
    desk?.reach(way);
  }

  let look = () => {};
  look = follow({
    path: (seq) => `${code}/since/${seq}`,
    tell: (news) => { known.take(news); show(); if (!way) { way = {}; learnAddress(); } },
    refused: (problem) => {
      over(problem.status === 401 ? "This screen belongs to a teacher. Open the room in the tab Class." : problem.message);
      return false;
    },
    there: (isThere) => {
      document.body.classList.toggle("lost", !isThere);
      if (!isThere) say("The server does not answer. Trying again…");
    },
    every: EVERY,
  });
}
