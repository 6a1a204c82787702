// @ts-check
// The line to the server: what is asked for in a room, and what came of it. No connection is held.

const PATIENCE = 10000; // ms that an answer may take
const SLOWEST = 15000; // ms between two questions where the server does not answer

/** The room that the address of the page names. */
export const codeOf = (path = location.pathname) => /\/room\/([0-9A-Za-z]+)/.exec(path)?.[1].toUpperCase() ?? "";

/** What the server refused, and would refuse again; the message is a sentence. */
export class Refused extends Error {
  /** @param {number} status @param {string} sentence */
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/**
 * Ask for something. Raises Refused, or anything else where the server does not answer.
 *
 * @param {string} path below the rooms; none to open one
 * @param {object} [body] sent as JSON
 * @returns {Promise<any>} null where there is nothing to tell
 */
export async function ask(path, body) {
  const answer = await fetch(new URL(path ? `room/${path}` : "room", document.baseURI), {
    method: body ? "POST" : "GET",
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout?.(PATIENCE),
  });
  if (answer.status === 204) return null;
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  if (answer.status >= 500 || !said.problem) throw new Error(String(answer.status));
  throw new Refused(answer.status, said.problem);
}

/**
 * Ask again and again for what is new.
 *
 * @param {object} how
 * @param {(seq: number) => string} how.path
 * @param {(news: any) => void} how.tell
 * @param {(problem: Refused) => boolean} how.refused whether to go on
 * @param {(isThere: boolean) => void} how.there whether the server answers
 * @param {number} how.every ms between two questions
 * @returns {() => void} asks at once
 */
export function follow({ path, tell, refused, there, every }) {
  let seq = 0;
  let failed = 0;
  let asking = false;
  let again = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  async function go() {
    if (asking) { again = true; return; }
    asking = true;
    clearTimeout(waiting);
    let more = false;
    try {
      const news = await ask(path(seq));
      if (news) {
        seq = news.seq;
        more = news.is_all === false;
        tell(news);
      }
      failed = 0;
      there(true);
    } catch (problem) {
      if (problem instanceof Refused && problem.status !== 429) {
        if (!refused(problem)) return;
        seq = 0;
      }
      failed++;
      there(problem instanceof Refused);
    }
    asking = false;
    const rest = more || again ? 0 : Math.min(every * 2 ** Math.max(failed - 1, 0), SLOWEST);
    again = false;
    waiting = setTimeout(go, rest * (0.9 + 0.2 * Math.random()));
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) go(); });
  window.addEventListener("online", go);
  go();
  return go;
}
