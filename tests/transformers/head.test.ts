import { describe, expect, test } from 'vitest'
import { fitHead, headScores } from '$lib/transformers/head'
import { choosePenalty } from '$lib/transformers/penalty'
import { readFixture } from './helpers'

const { X, y, fits } = await readFixture<{
  X: number[][]
  y: number[]
  fits: { penalty: number; probabilities: number[][] }[]
}>('head')
const labels = ['setosa', 'versicolor', 'virginica']
const data = { inputs: Float32Array.from(X.flat()), count: X.length, scores: 0, targets: y }

describe('fitHead', () => {
  test.each(fits)(
    "is scikit-learn's LogisticRegression with C = 1/$penalty on standardised inputs",
    async ({ penalty, probabilities }) => {
      const head = await fitHead(data, labels, penalty)
      probabilities.forEach((row, i) => {
        const found = headScores(head, Float32Array.from(X[10 * i])).map(Math.exp)
        row.forEach((p, label) => expect(Math.abs(found[label] - p)).toBeLessThan(2e-3))
      })
    }
  )

  test('leaves the scores free where the penalty forbids all else', async () => {
    const rows = X.map((row) => [row[2], row[0], row[1]])
    const head = await fitHead({ ...data, inputs: Float32Array.from(rows.flat()), scores: 1 }, labels, 1e9)
    const right = rows.filter((row, i) => {
      const scores = headScores(head, Float32Array.from(row))
      return scores.indexOf(Math.max(...scores)) === y[i]
    })
    expect(right.length).toBeGreaterThan(100) // of 150, by one of the three petal and sepal lengths alone
    expect(Math.max(...head.weights.filter((_, i) => i % 3 > 0).map(Math.abs))).toBeLessThan(1e-4)
  })

  test('is the same where rows are few and their span is fitted', async () => {
    const [count, width] = [14, 30]
    const inputs = Float32Array.from({ length: count * width }, (_, i) => Math.sin(i * i * 0.37))
    const targets = Array.from({ length: count }, (_, i) => (i * 5) % 3)
    const few = await fitHead({ inputs, count, scores: 0, targets }, labels, 3)
    // Twice the rows at twice the penalty are the same problem, with too many rows for it.
    const twice = {
      inputs: Float32Array.of(...inputs, ...inputs),
      count: 2 * count,
      scores: 0,
      targets: [...targets, ...targets]
    }
    const many = await fitHead(twice, labels, 6)
    expect(Math.max(...many.weights)).toBeGreaterThan(0.1)
    many.weights.forEach((weight, i) => expect(few.weights[i]).toBeCloseTo(weight, 5))
    many.bias.forEach((bias, label) => expect(few.bias[label]).toBeCloseTo(bias, 5))
  })

  test('stops when asked', async () => {
    await expect(fitHead(data, labels, 1, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })
})

describe('choosePenalty', () => {
  test('is light where the hidden states tell', async () => {
    expect(await choosePenalty(data, labels)).toBeLessThan(1000)
  })

  test('is heavy where they are noise and the scores tell', async () => {
    let seed = 1
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
    const noise = X.map((row) => [row[2], ...Array.from({ length: 40 }, random)])
    const inputs = Float32Array.from(noise.flat())
    expect(await choosePenalty({ ...data, inputs, scores: 1 }, labels)).toBeGreaterThanOrEqual(300)
  })
})
