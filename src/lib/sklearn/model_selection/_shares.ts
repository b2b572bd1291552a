import type { RandomState } from '$lib/numeric/random/RandomState'

/** How many of `draws` rows each class gets: its share rounded down, and what is left to those cut short most; ties by lot. */
export function shares(counts: readonly number[], draws: number, random: RandomState): number[] {
  const total = counts.reduce((a, b) => a + b, 0)
  const exact = counts.map((count) => (count / total) * draws)
  const given = exact.map(Math.floor)
  let left = draws - given.reduce((a, b) => a + b, 0)
  const cut = exact.map((share, k) => share - given[k])
  for (const value of [...new Set(cut)].sort((a, b) => b - a)) {
    if (left <= 0) break
    const tied = [...cut.keys()].filter((k) => cut[k] === value)
    const lucky = random.choice(tied.length, Math.min(tied.length, left), false)
    lucky.forEach((n) => given[tied[n]]++)
    left -= lucky.length
  }
  return given
}
