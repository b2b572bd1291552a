/** What is lost when a sum or a product is rounded, exactly: with it a result can be carried in two numbers. */

/** a + b − sum (Knuth, "The Art of Computer Programming" 2, 4.2.2). */
export function sumError(a: number, b: number, sum: number): number {
  const part = sum - a
  return a - (sum - part) + (b - part)
}

/** a · b − product (Dekker, "A Floating-Point Technique for Extending the Available Precision", 1971, with Veltkamp's splitting). */
export function productError(a: number, b: number, product: number): number {
  const aHigh = 134217729 * a - (134217729 * a - a)
  const bHigh = 134217729 * b - (134217729 * b - b)
  const aLow = a - aHigh
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}
