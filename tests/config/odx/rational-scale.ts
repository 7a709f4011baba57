const LARGEST_DENOMINATOR = 65_536;
const PRECISION = 1e-9;

/**
 * A scale as numerator and denominator, both whole: 0.25 is 1/4, and 100/255 is 20/51.
 *
 * @throws Error where no denominator up to 65536 fits
 */
export function rationalScale(scale: number): readonly [numerator: number, denominator: number] {
  for (let denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const numerator = Math.round(scale * denominator);
    if (numerator > 0 && Math.abs(scale * denominator - numerator) < PRECISION * numerator) {
      return [numerator, denominator];
    }
  }
  throw new Error(`the scale ${scale} is no fraction with a denominator up to ${LARGEST_DENOMINATOR}`);
}
