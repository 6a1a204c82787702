// @ts-check
// Numbered requests: which is the newest, which was answered, and what to do where no answer comes.

const THINKING = 300; // ms without any answer before the page says that it waits
const LATEST = 5000; // ms more until it says that there may be none
const PATIENCE = 3000; // ms without an answer until it is asked for once more

let last = 0;

/** The number of a request: one counter for the page, so that a larger one is newer whoever asks. */
export const nextNumber = () => ++last;

/**
 * The requests that one part of the page shows the answers of.
 *
 * @param {{ thinks?: () => void, doubts?: () => void, knows?: () => void }} says
 *   thinks: an answer is late. doubts: it may not come at all. knows: one has come.
 */
export function requests({ thinks, doubts, knows } = {}) {
  let asked = 0;
  let shown = 0;
  /** @type {ReturnType<typeof setTimeout>[]} */
  let late = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let again;

  function wait() {
    // Where the browser knows that it is offline, nothing has to be waited for to know it.
    const [soon, later] = globalThis.navigator?.onLine === false ? [0, 0] : [THINKING, THINKING + LATEST];
    late = [setTimeout(() => thinks?.(), soon), setTimeout(() => doubts?.(), later)];
  }

  return {
    /**
     * Something is asked for. repeat: asks for it once more; false where that makes no sense any more. A request that
     * failed on its way is not sent again by anybody else.
     *
     * @param {number} n
     * @param {() => boolean} repeat
     */
    ask(n, repeat) {
      asked = n;
      if (!late.length) wait();
      clearTimeout(again);
      again = setTimeout(function ask() { if (repeat()) again = setTimeout(ask, PATIENCE); }, PATIENCE);
    },

    /**
     * An answer has come: whether it is to be shown, and not older than what is.
     *
     * @param {number} n
     */
    take(n) {
      if (n < shown) return false;
      shown = n;
      late.forEach(clearTimeout);
      late = [];
      if (n < asked) wait();
      else clearTimeout(again);
      knows?.();
      return true;
    },

    /** Whether what is shown answers what was asked last. */
    get isAnswered() { return shown >= asked; },
  };
}
