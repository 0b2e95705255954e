/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/**
 * @param {Partial<Totals>} known
 * @returns {Totals}
 */
export function totals(known) {
  return { passed: 0, failed: 0, skipped: 0, ...known };
}

/**
 * @param {Totals} a
 * @param {Totals} b
 * @returns {Totals}
 */
export function add(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}
