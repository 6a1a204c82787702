// @ts-check
// Has the parts of the page begin in the page's order, in whatever order their modules arrive: they listen to one another.

/**
 * What Gradio's HTML component hands in.
 *
 * @typedef {object} Handed
 * @property {any} element
 * @property {any} props its fields, of which `value` goes to the server
 * @property {(event: string) => void} trigger
 * @property {(name: string, listener: () => void) => void} watch has a function called when a field has changed
 * @property {Record<string, (argument?: any) => Promise<any>>} server functions
 */

let before = Promise.resolve();

/**
 * @param {string} part folder and name of a module that exports `mount`
 * @param {Handed} handed
 */
export function mount(part, handed) {
  const arriving = import(`../${part}.js`);
  arriving.catch(() => {}); // said below, in its turn
  const mounted = before.then(() => arriving).then((module) => module.mount(handed));
  before = mounted.catch(() => {});
  return mounted;
}
