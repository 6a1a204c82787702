// Requests for the symbols and their answers, one at a time; the server's copy is made anew where it was lost.

const SLOW = 4000; // ms without an answer until the page says that it waits
const PATIENCE = 20000; // and until it gives up

// post: sends a request. waits: called with whether an answer is waited for long. shows: is handed each answer with
// `did`, what was asked for. fails: no answer came to a request. drawings: id → what came of each so far.
export function exchanges({ store, drawings, post, waits, shows, fails }) {
  let n = 0;
  let version = 0; // of the symbols that were shown last
  let known = false; // whether the server was seen to have the symbols
  let busy = 0; // requests whose answers are not shown yet
  /** @type {{ n: number, resolve: (answer: any) => void } | null} */
  let waiting = null;
  let turn = Promise.resolve();

  function send(request) {
    return new Promise((resolve) => {
      const slow = setTimeout(() => waits(true), SLOW);
      const late = setTimeout(() => end(null), PATIENCE);
      const end = (answer) => {
        clearTimeout(slow);
        clearTimeout(late);
        waits(false);
        resolve(answer);
      };
      waiting = { n: ++n, resolve: end };
      // By the version a server knows whether its symbols are these: the page may have been at another one since.
      post({ n, ...request, version, ...(known ? {} : { kept: store.kept }) });
    });
  }

  // Whether each drawing has come with its picture, in this answer or before: not after an answer that came too late.
  const isWhole = (answer) => answer.classes.every(([, ids]) => ids.every((id) => id in answer.drawings || drawings.has(id)));

  // Another tab has changed the symbols: take them up before anything is done to older ones.
  function isStale() {
    if (!store.takeUp()) return false;
    known = false;
    return true;
  }

  function keep({ kept, more }, isRestored) {
    // In one file again, by these weights. At the first look only: another tab, told of it, loses what it could undo.
    if (typeof kept === "string" && !(isRestored && drawings.size)) store.keep(kept);
    if (typeof more === "string") store.keep(`${store.kept}\n${more}`);
  }

  function show(did, answer) {
    ({ version } = answer);
    shows({ did, ...answer });
  }

  // Whether it was done, or not and is to be asked for once more; null where nobody knows.
  async function attempt(request) {
    isStale();
    const told = !known;
    const answer = await send(request);
    // Without an answer, nobody knows whether it was done: next time, the server is told once more what there is.
    known = Boolean(answer) && !answer.lost && isWhole(answer);
    if (!answer || (answer.lost && told)) return null;
    if (!known || isStale()) return false; // else another tab was faster: once more, on top of what it did
    const isRestored = request.do === "restore" || answer.is_unread;
    if (answer.is_unread) store.layAside();
    else keep(answer, isRestored);
    show(isRestored ? "restore" : request.do, isRestored ? { ...answer, said: null } : answer);
    return !answer.is_unread || request.do === "restore";
  }

  async function exchange(request) {
    for (let tries = 0; tries < 3; tries++) {
      const done = await attempt(request);
      if (done) return;
      if (done === null) break;
    }
    fails(request);
  }

  return {
    ask(request) {
      busy++;
      turn = turn.then(() => exchange(request)).catch((error) => console.error(error)).finally(() => { busy--; });
      return turn;
    },
    restore() { return this.ask({ do: "restore" }); },
    answered(answer) {
      if (waiting?.n === answer.n) waiting?.resolve(answer);
    },
    // A drawing was judged by other symbols than those shown. While something is asked for, that finds out.
    lost() {
      if (busy) return;
      known = false;
      this.restore();
    },
    stale() {
      if (isStale()) this.restore();
    },
  };
}
