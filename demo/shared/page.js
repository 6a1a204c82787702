// @ts-check
// What concerns the page as a whole: which tab the address names, the way back, the keys that go from one tab to the
// next, its language, and a login that has ended.

/** The tabs' buttons. Gradio shows them once more, hidden, to measure them. */
const buttons = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#tabs [role="tab"]')].filter((one) => one.getClientRects().length));

/**
 * What Gradio is to do: open the tab that was asked for; another value is left alone. The address that was asked for,
 * not `location`: Gradio selects the first tab while the page is built, which may have written itself there by now.
 *
 * @param {string[]} tabs
 */
export function asked(tabs) {
  const tab = new URL(performance.getEntriesByType("navigation")[0].name).searchParams.get("tab");
  return tab && tabs.includes(tab) ? { __type__: "update", selected: tab } : { __type__: "update" };
}

/**
 * The address follows the tab, so that it can be pasted into slides.
 *
 * @param {string} tab
 */
export function write(tab) {
  const address = new URL(location.href);
  address.searchParams.set("tab", tab);
  history.replaceState(history.state, "", address);
}

/** Back leads to the tab that a visitor came from. */
export function goBack() {
  const named = () => new URL(location.href).searchParams.get("tab");
  addEventListener("click", ({ target, isTrusted }) => {
    const button = /** @type {Element} */ (target).closest?.("#tabs [data-tab-id]");
    const tab = /** @type {HTMLElement | null} */ (button)?.dataset.tabId;
    if (tab && tab !== named() && isTrusted) history.pushState(history.state, "", location.href);
  }, true);
  addEventListener("popstate", () => {
    /** @type {HTMLElement | null} */ (document.querySelector(`#tabs [data-tab-id="${CSS.escape(named() ?? "")}"]`))?.click();
  });
}

/** Arrow keys, Home and End move between the tabs (ARIA Authoring Practices, Tabs). */
export function followKeys() {
  document.querySelector("#tabs")?.addEventListener("keydown", (event) => {
    const { key, target } = /** @type {KeyboardEvent} */ (event);
    const all = buttons();
    const at = all.indexOf(/** @type {HTMLElement} */ (target));
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    next.focus();
    next.click();
  });
}

/** The page is in English, whatever language the browser is in, after which Gradio names it. */
export function sayItIsEnglish() {
  document.documentElement.lang = "en";
}

/** A server that was started anew knows nobody's login: the page that it gives then is the one that asks for it. */
export function logInAgain() {
  const fetch = window.fetch;
  window.fetch = async (...request) => {
    const answer = await fetch(...request);
    if (answer.status === 401) location.reload();
    return answer;
  };
}
