import type { RandomState } from '$lib/numeric/random/RandomState'

/**
 * `size` of the integers 0 … n−1, none twice, as scikit-learn's `sample_without_replacement` draws them: by permutation
 * unless the share is below 1 % or above 99 %. The order is not random then.
 */
export function sampleWithoutReplacement(n: number, size: number, random: RandomState): Int32Array {
  const share = n === 0 ? 1 : size / n
  if (share > 0.01 && share < 0.99) return random.permutation(n).slice(0, size)
  return share < 0.2 ? drawUnseen(n, size, random) : reservoir(n, size, random)
}

/** Draws until as many different ones are found. */
function drawUnseen(n: number, size: number, random: RandomState): Int32Array {
  const seen = new Set<number>()
  while (seen.size < size) seen.add(random.randint(0, n))
  return Int32Array.from(seen)
}

/** Takes the first, then lets each later one replace one of them with falling probability (Vitter 1985, Algorithm R). */
function reservoir(n: number, size: number, random: RandomState): Int32Array {
  const out = Int32Array.from({ length: size }, (_, i) => i)
  for (let i = size; i < n; i++) {
    const j = random.randint(0, i + 1)
    if (j < size) out[j] = i
  }
  return out
}
