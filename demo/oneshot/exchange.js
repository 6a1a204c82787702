// Requests for the symbols and their answers, one at a time; the server's copy is made anew where it was lost.

const SLOW = 4000; // ms without an answer until the page says that it waits
const PATIENCE = 20000; // and until it gives up

// post: sends a request. waits: called with whether an answer is waited for long. shows: is handed each answer with
// `did`, what was asked for. fails: no answer came to a request, or null. drawings: id → what came of each so far.
export function exchanges({ store, drawings, post, waits, shows, fails }) {
  let n = 0;
  let version = 0; // of the symbols that were shown last
  let known = false; // whether the server has the symbols
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
      post({ n, ...request });
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

  function show(answer) {
    ({ version } = answer);
    shows(answer);
  }

  async function exchange(request) {
    for (let tries = 0; tries < 3; tries++) {
      isStale();
      if (!known) {
        const answer = await send({ do: "restore", kept: store.kept, version });
        if (!answer || answer.lost) break;
        known = true;
        if (answer.said?.kind === "problem") store.layAside();
        // In one file again, by these weights. At the first look only: another tab, told of it, loses what it could undo.
        if (typeof answer.kept === "string" && !drawings.size) store.keep(answer.kept);
        show({ did: "restore", ...answer, said: null });
      }
      if (!request) return;
      const answer = await send(request);
      // Without an answer, nobody knows whether it was done: next time, the server is told once more what there is.
      known = Boolean(answer) && !answer.lost && isWhole(answer);
      if (!answer) break;
      if (known && !isStale()) { // else another tab was faster: once more, on top of what it did
        if (typeof answer.kept === "string") store.keep(answer.kept);
        if (typeof answer.more === "string") store.keep(`${store.kept}\n${answer.more}`);
        show({ did: request.do, ...answer });
        return;
      }
    }
    fails(request);
  }

  return {
    ask(request) {
      turn = turn.then(() => exchange(request)).catch((error) => console.error(error));
      return turn;
    },
    answered(answer) {
      if (waiting?.n === answer.n) waiting?.resolve(answer);
    },
    lost() {
      if (!store.kept || !known) return;
      known = false;
      this.ask(null);
    },
    stale() {
      if (isStale()) this.ask(null);
    },
  };
}
