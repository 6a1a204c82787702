// The visitor's symbols in this browser's storage: symbols files in base64, one a line.

const KEY = "same-or-different:symbols";
const ASIDE = "same-or-different:unreadable-symbols";

function stored(key) {
  try { return localStorage.getItem(key) ?? ""; } catch { return ""; }
}

function canKeep() {
  try {
    localStorage.setItem(`${KEY}:probe`, "1");
    localStorage.removeItem(`${KEY}:probe`);
    return true;
  } catch {
    return false;
  }
}

// changed: called where what is kept, or could not be, is another.
export function symbolStore(changed) {
  let kept = stored(KEY); // what this tab shows
  let seen = kept; // what it last saw in storage

  return {
    get kept() { return kept; },
    get isFull() { return seen !== kept; },
    get isForbidden() { return !canKeep(); },
    get aside() { return stored(ASIDE); },

    keep(text) {
      kept = text;
      try {
        if (text) localStorage.setItem(KEY, text);
        else localStorage.removeItem(KEY);
      } catch { /* full or forbidden: the page says so */ }
      seen = stored(KEY);
      changed();
    },

    // What cannot be read must not be overwritten by the next symbol.
    layAside() {
      try {
        localStorage.setItem(ASIDE, kept);
        localStorage.removeItem(KEY);
      } catch { return; } // no room for both
      kept = seen = "";
      changed();
    },

    forgetAside() {
      localStorage.removeItem(ASIDE);
      changed();
    },

    // Whether another tab has changed the symbols since this one last looked; then they are taken up.
    takeUp() {
      if (stored(KEY) === seen) return false;
      kept = seen = stored(KEY);
      return true;
    },

    onOtherTab(listener) {
      window.addEventListener("storage", (event) => { if (event.key === KEY) listener(); });
    },
  };
}
