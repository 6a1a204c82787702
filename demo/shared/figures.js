// @ts-check
// Figures with the digits that they need.

const FEWEST = 2, MOST = 5;

/**
 * Two numbers, with as many digits as tell them apart.
 *
 * @param {number} value
 * @param {number} limit
 */
export function apart(value, limit) {
  let digits = FEWEST;
  while (digits < MOST && value !== limit && value.toFixed(digits) === limit.toFixed(digits)) digits++;
  return [value.toFixed(digits), limit.toFixed(digits)];
}
