/**
 * The natural logarithm from nothing but the four operations, which are the same on every machine: `Math.log` is whatever an engine makes of
 * it, and a load must arrive at the same instants in every browser. The method of fdlibm (Sun Microsystems, 1993); below 1 unit of error.
 */

/** Log of 2 in two parts, of which the first has trailing zeros enough to be multiplied exactly. */
const ln2High = 6.9314718036912381649e-1;
const ln2Low = 1.90821492927058770002e-10;

/** Coefficients of the series in the square of s, least first. */
const series = [
  6.66666666666673513e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1,
  1.818357216161805012e-1, 1.531383769920937332e-1, 1.479819860511658591e-1,
];

/** Log of a positive number that is not too small to be normal. */
export function naturalLogarithm(value: number): number {
  let exponent = 0;
  let part = value;
  while (part >= Math.SQRT2) {
    part /= 2;
    exponent += 1;
  }
  while (part < Math.SQRT1_2) {
    part *= 2;
    exponent -= 1;
  }
  const f = part - 1;
  const s = f / (2 + f);
  const z = s * s;
  const rest = series.reduceRight((sum, coefficient) => z * (coefficient + sum), 0);
  const half = 0.5 * f * f;
  return exponent * ln2High - (half - (s * (half + rest) + exponent * ln2Low) - f);
}
