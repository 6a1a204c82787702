// @ts-check
// The pupil's page: one paper, one button, one line of text.

import { keepComposing, make } from "../shared/dom.js";
import { fill, picture } from "./ink.js";
import { ask, codeOf, follow, Refused } from "./line.js";
import { paperIn } from "./paper.js";

const AGAIN = 2500; // ms until what could not be sent is tried once more
const BRIEFLY = 4000; // ms that a word of thanks stands there

const LOST = "No connection. What you drew is kept, and will be sent.";
const SENT = "Sent! Draw it once more, if you like.";
const GONE = "The lesson is over, or there is no such room. Ask for the code.";

/**
 * What the phone says and offers, by the state of the room.
 *
 * @param {import("./types.js").PupilNews} news
 * @param {number} me
 * @returns {{ phase: "wait" | "draw" | "sign" | "pair" | "trial", words: string }}
 */
export function phaseOf({ state, is_removed, signs }, me) {
  const [round] = state.rounds;
  if (is_removed) return { phase: "wait", words: "The teacher has taken you out of this room." };
  if (!round) return { phase: "wait", words: "You are in. Wait for the teacher." };
  if (state.is_frozen) return { phase: "wait", words: "Look at the front." };
  if (round.kind === "same") return { phase: "draw", words: `Draw: ${round.words[0]}` };
  if (round.kind === "two") return { phase: "draw", words: "Choose one, and draw it" };
  if (round.kind === "fool") return { phase: "pair", words: "Draw two that fool the network" };
  if (round.kind === "people") {
    const trial = round.trials[round.trials.length - 1];
    return trial ? { phase: "trial", words: "Which one is it? Tap it." } : { phase: "wait", words: "Get ready: which one is it?" };
  }
  if (round.is_asking) return { phase: "draw", words: "Choose a sign, and draw it" };
  if (round.signer === me) return { phase: "sign", words: `Make up a sign and draw it (${signs.length} so far)` };
  return { phase: "wait", words: "New signs are being made up. Wait for them." };
}

/** @param {{ pause: number, every: number }} given ms between two drawings, and between two questions whether something is new */
export async function pupil(given) {
  const code = codeOf();
  const find = (selector) => /** @type {any} */ (document.querySelector(selector));
  const main = find("main");
  const kept = storage(`same-or-different:room:${code}`);
  const papers = [paperIn(find('[data-paper="a"]'), show), paperIn(find('[data-paper="b"]'), show)];
  const send = find("[data-send]");

  /** @type {import("./types.js").PupilNews | null} */
  let news = null;
  let me = 0;
  /** @type {{ phase: string, words: string }} */
  let now = { phase: "wait", words: "" };
  /** @type {string | number | null} */
  let meant = null; // of the choices, by its place or a sign's id
  let sending = kept.get(); // what is on its way, or was when the page was left
  let restUntil = 0;
  let trialShown = 0; // its seed
  let voted = -1;
  let later;

  function tell(words, { loud = false, briefly = false } = {}) {
    const told = find("[data-told]");
    told.textContent = words;
    told.classList.toggle("loud", loud);
    clearTimeout(later);
    if (briefly) later = setTimeout(() => { told.textContent = ""; }, BRIEFLY);
  }

  const isPair = () => now.phase === "pair";
  const hasChoices = () => isPair() || (now.phase === "draw" && ["two", "teach"].includes(news?.state.rounds[0].kind ?? ""));

  function show() {
    const isRoundOfDrawing = ["draw", "sign", "pair"].includes(now.phase);
    find("[data-papers]").classList.toggle("two", isPair());
    find('[data-paper="b"]').hidden = !isPair();
    papers.forEach((paper, i) => { find(`[data-undo="${"ab"[i]}"]`).disabled = !paper.hasPast(); });
    const blank = papers.slice(0, isPair() ? 2 : 1).some((paper) => paper.isBlank());
    const rests = Date.now() < restUntil;
    send.disabled = !isRoundOfDrawing || blank || Boolean(sending) || rests || (hasChoices() && meant === null);
    send.textContent = sending ? "Sending…" : blank || !hasChoices() || meant !== null ? "Send" : isPair() ? "Same or different?" : "Which one is it?";
    find("[data-clear]").disabled = papers.every((paper) => paper.isBlank());
  }

  // ---- what the room says ----

  function take(fresh) {
    const before = news;
    news = fresh;
    now = phaseOf(fresh, me);
    main.dataset.phase = now.phase;
    find("[data-who]").textContent = `You are ${fresh.name}`;
    find("[data-words]").textContent = now.words;
    find("[data-naming]").hidden = !fresh.state.has_nicknames || fresh.is_removed;
    if (before && before.round !== fresh.round) {
      meant = null;
      tell("");
    }
    offer();
    offerPair(now.phase === "pair" ? fresh.pair : null);
    offerTrial(now.phase === "trial" ? fresh.state.rounds[0] : null);
    show();
  }

  function offer() {
    const box = find("[data-choices]");
    if (!hasChoices() || !news) { box.replaceChildren(); return; }
    const round = news.state.rounds[0];
    /** @type {[string | number, Node, string][]} its value, its face, and words for a face without any */
    const choices = isPair()
      ? [["same", document.createTextNode("I say: same"), ""], ["different", document.createTextNode("I say: different"), ""]]
      : round.kind === "two"
        ? round.words.map((word, i) => [i, document.createTextNode(word), ""])
        : news.signs.map((sign, i) => [sign.id, picture(sign.strokes), `Sign ${i + 1}`]);
    if (!choices.some(([value]) => value === meant)) meant = null;
    box.replaceChildren(...choices.map(([value, face, words]) => {
      const button = make("button");
      button.type = "button";
      if (words) button.setAttribute("aria-label", words);
      button.setAttribute("aria-pressed", String(value === meant));
      button.append(face);
      button.addEventListener("click", () => { meant = value; offer(); show(); });
      return button;
    }));
  }

  /** @param {import("./types.js").Pair | null} pair */
  function offerPair(pair) {
    find("[data-pair]").hidden = !pair;
    if (!pair) return;
    const [a, b] = document.querySelectorAll("[data-pair] svg");
    fill(a, pair.a);
    fill(b, pair.b);
    find("[data-pair]").dataset.id = pair.id;
  }

  async function offerTrial(round) {
    const trial = round?.trials[round.trials.length - 1];
    find("[data-trial]").hidden = !trial;
    if (!trial) return;
    if (trial.seed !== trialShown) {
      trialShown = trial.seed;
      voted = -1;
      find("[data-candidates]").replaceChildren();
      const asked = await ask(`${code}/trial/${trial.seed}?pupil`).catch(() => null);
      if (trialShown !== trial.seed) return; // there is another one by now
      if (!asked) {
        trialShown = 0;
        setTimeout(() => { if (!trialShown && news && now.phase === "trial") offerTrial(news.state.rounds[0]); }, AGAIN);
        return;
      }
      find("[data-query]").src = asked.query;
      find("[data-candidates]").replaceChildren(...asked.candidates.map(candidate));
    }
    const buttons = [...document.querySelectorAll("[data-candidates] button")];
    buttons.forEach((button, i) => button.classList.toggle("right", i === trial.answer));
    if (trial.answer === null) return;
    const right = voted === trial.answer;
    tell(voted < 0 ? `It was ${trial.answer + 1}.` : right ? "Right!" : `It was ${trial.answer + 1}, you said ${voted + 1}.`, { loud: true });
    find("[data-words]").textContent = trial.network === trial.answer ? "The network was right." : "The network was wrong.";
  }

  function candidate(source, i) {
    const item = make("li");
    const button = make("button");
    const image = make("img");
    button.type = "button";
    button.setAttribute("aria-label", `Sign ${i + 1}`);
    button.setAttribute("aria-pressed", "false");
    image.src = source;
    image.alt = "";
    button.append(image, make("span", "", String(i + 1)));
    button.addEventListener("click", () => vote("trial", i));
    item.append(button);
    return item;
  }

  async function vote(subject, choice) {
    try {
      const { pair } = await ask(`${code}/votes?pupil`, { subject, choice });
      if (subject === "trial") {
        voted = choice;
        [...document.querySelectorAll("[data-candidates] button")].forEach((button, i) => button.setAttribute("aria-pressed", String(i === choice)));
        tell("Counted. You can change your mind until the time is over.");
      } else offerPair(pair);
    } catch (problem) {
      tell(problem instanceof Refused ? problem.message : "No connection. Tap once more.", { loud: true });
    }
  }

  // ---- what is sent ----

  function pack() {
    const id = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const [a, b] = papers.map((paper) => paper.strokes());
    const drawn = isPair() ? { a, b, claim: meant } : { strokes: a, ...(hasChoices() && { meant }), ...(now.phase === "sign" && { is_sign: true }) };
    return { id, round: news?.round, ...drawn };
  }

  async function deliver() {
    if (!sending) return;
    show();
    try {
      const { pair } = await ask(`${code}/drawings?pupil`, sending);
      const wasOnPaper = JSON.stringify(papers[0].strokes()) === JSON.stringify(sending.strokes ?? sending.a);
      done();
      if (wasOnPaper) papers.forEach((paper) => paper.empty()); // and not what was drawn meanwhile
      if (isPair()) { meant = null; offer(); offerPair(pair ?? null); }
      restUntil = Date.now() + given.pause;
      setTimeout(show, given.pause + 50);
      tell(SENT, { loud: true, briefly: true });
      look();
    } catch (problem) {
      if (problem instanceof Refused && problem.status !== 429) {
        done();
        tell(problem.message, { loud: true });
      } else {
        tell(problem instanceof Refused ? "" : LOST, { loud: true });
        setTimeout(deliver, AGAIN);
      }
    }
    show();
  }

  function done() {
    sending = null;
    kept.set(null);
  }

  send.addEventListener("click", () => {
    sending = pack();
    kept.set(sending);
    deliver();
  });
  find("[data-clear]").addEventListener("click", () => papers.forEach((paper) => paper.clear()));
  papers.forEach((paper, i) => find(`[data-undo="${"ab"[i]}"]`).addEventListener("click", paper.undo));
  for (const button of document.querySelectorAll("[data-vote]")) {
    button.addEventListener("click", () => vote(`pair:${find("[data-pair]").dataset.id}`, Number(/** @type {HTMLElement} */ (button).dataset.vote)));
  }
  const naming = find("[data-naming]");
  keepComposing(naming);
  naming.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = naming.elements.name.value;
    if (!name.trim()) return;
    try {
      const joined = await ask(`${code}/join`, { name });
      if (news) news.name = joined.name;
      find("[data-who]").textContent = `You are ${joined.name}`;
      naming.reset();
    } catch (problem) { tell(problem instanceof Refused ? problem.message : "No connection. Try once more.", { loud: true }); }
  });

  // ---- coming in ----

  function over(words) {
    main.dataset.phase = "over";
    find("[data-words]").textContent = words;
    find("[data-naming]").hidden = find("[data-pair]").hidden = find("[data-trial]").hidden = true;
    find("[data-choices]").replaceChildren();
    tell("");
  }

  let look = () => {};
  async function join() {
    try {
      ({ id: me } = await ask(`${code}/join`, {}));
    } catch (problem) {
      if (problem instanceof Refused && problem.status !== 429) { over(problem.status === 404 ? GONE : problem.message); return; }
      tell("No connection. Trying again…", { loud: true });
      setTimeout(join, AGAIN);
      return;
    }
    tell("");
    look = follow({
      path: (seq) => `${code}/since/${seq}?pupil`,
      tell: take,
      refused: (problem) => {
        if (problem.status === 401) { join(); return false; }
        over(GONE);
        return false;
      },
      there: (isThere) => { if (!isThere) tell("No connection. You can draw on; it is sent later.", { loud: true }); else if (find("[data-told]").textContent.startsWith("No connection. You")) tell(""); },
      every: given.every,
    });
    deliver();
  }
  show();
  await join();
}

/** What is kept in this tab; where storage is forbidden, until it is closed. */
function storage(key) {
  return {
    get() { try { return JSON.parse(sessionStorage.getItem(key) ?? "null"); } catch { return null; } },
    set(value) { try { if (value) sessionStorage.setItem(key, JSON.stringify(value)); else sessionStorage.removeItem(key); } catch { /* it is sent all the same */ } },
  };
}
