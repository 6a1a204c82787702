// @ts-check
// What stands on the projector as a picture, for slides.

const SHARP = 2; // pixels for each of the screen's

/**
 * A PNG of a part of this page, which has one style sheet and no picture from elsewhere. Raises an error where the
 * browser does not let a page be drawn.
 *
 * @param {HTMLElement} part
 * @returns {Promise<Blob>}
 */
export async function slideOf(part) {
  const { width, height } = part.getBoundingClientRect();
  const page = getComputedStyle(document.body);
  const style = document.createElement("style");
  const still = "* { animation: none !important; transition: none !important; }";
  style.textContent = `${document.querySelector("style")?.textContent}\n${still}`;
  const copy = /** @type {HTMLElement} */ (part.cloneNode(true));
  copy.style.cssText = `width: ${width}px; height: ${height}px; background: ${page.backgroundColor}; color: ${page.color};`;
  const write = (node) => new XMLSerializer().serializeToString(node);
  // Lengths in rem are of the outermost element, and so are the colours' names.
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="${document.documentElement.className}" width="${width * SHARP}"
    height="${height * SHARP}" viewBox="0 0 ${width} ${height}" style="font-size: ${getComputedStyle(document.documentElement).fontSize}">
    <foreignObject width="100%" height="100%" style="font-family: ${page.fontFamily.replaceAll('"', "'")}; line-height: 1.3">${write(style)}${write(copy)}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SHARP, height: height * SHARP });
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}
