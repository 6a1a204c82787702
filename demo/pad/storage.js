// A drawing is kept in the browser across a reload.

const key = (pad) => `same-or-different:pad:${pad}`;

// state: {strokes, picture}, or null where the paper is blank.
export function keep(pad, state) {
  try {
    localStorage.removeItem(key(pad)); // first: where there is no room for the new one, the old one must not come back
    if (state) localStorage.setItem(key(pad), JSON.stringify(state));
  } catch { /* full or forbidden: the drawing is on the page all the same */ }
}

export function kept(pad) {
  try {
    const { strokes, picture } = JSON.parse(localStorage.getItem(key(pad)) ?? "{}");
    if (Array.isArray(strokes) && strokes.every(Array.isArray)) return { strokes, picture };
  } catch { /* nothing kept, or not ours */ }
  return null;
}
