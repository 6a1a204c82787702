// The address for phones, and the list of what is on the tab. The page says under which address it was opened, when
// the tab is first seen.

export function mount({ element, server }) {
  new IntersectionObserver(async (entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    const found = await server.reach(location.origin + location.pathname);
    if (!found) return; // no answer: asked again when the tab is next opened
    observer.disconnect();
    element.querySelector("[data-reach]").innerHTML = found;
  }).observe(element);

  // Gradio's <base> would have a link to a place on this page load the page anew.
  element.closest(".about").addEventListener("click", (event) => {
    const link = event.target.closest(".contents a");
    if (!link) return;
    event.preventDefault();
    document.querySelector(link.hash).scrollIntoView();
  });
}
