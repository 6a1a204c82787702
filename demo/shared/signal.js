// @ts-check
// How parts of the page tell one another something.

/**
 * @template T
 * @typedef {{ hear: (listener: (what: T) => void) => void, tell: (what: T) => void }} Signal
 */

/**
 * @template T
 * @returns {Signal<T>}
 */
export function signal() {
  /** @type {((what: T) => void)[]} */
  const listeners = [];
  return {
    hear(listener) { listeners.push(listener); },
    tell(what) { for (const listener of listeners) listener(what); },
  };
}
