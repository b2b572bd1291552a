/** Every class goes into a pickle and comes out of it as the same model. formats_check.py has scikit-learn open them. */
import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { isMatrix, toRows } from '$lib/numeric/matrix'
import { readEstimator } from '$lib/formats/sklearn/read'
import { writeEstimator } from '$lib/formats/sklearn/write'
import { loadClass } from '$lib/sklearn/classes'
import { fromState, getState } from '$lib/sklearn/state'
import { answersOf, fitted } from './models'

/** Where the pickles are left for scikit-learn, if anywhere. */
const { FORMATS_OUT: out } = process.env

const models = await fitted()

describe('a pickled model', () => {
  it.each(models.map((each) => [each.name, each] as const))(
    '%s answers as before',
    async (name, { model, X }) => {
      const bytes = writeEstimator(getState(model))
      const answers = await answersOf(model, X)
      expect(Object.keys(answers).length).toBeGreaterThan(0)
      if (out) {
        await mkdir(out, { recursive: true })
        const rows = isMatrix(X) ? toRows(X) : X.toColumns()
        await writeFile(`${out}/${name}.pkl`, bytes)
        await writeFile(`${out}/${name}.json`, JSON.stringify({ rows, answers }))
      }
      const again = await fromState(readEstimator(bytes))
      expect(again.meta.className).toBe(model.meta.className)
      expect(await answersOf(again, X)).toEqual(answers)
    }
  )

  it.each(models.map((each) => [each.name, each] as const))(
    '%s keeps its parameters and attributes',
    (_, { model }) => {
      const [before, after] = [getState(model), readEstimator(writeEstimator(getState(model)))]
      const keys = (state: object): string[] => Object.keys(state).sort()
      expect(keys(after.params)).toEqual(keys(before.params))
      expect(keys(after.attributes)).toEqual(keys(before.attributes))
    }
  )
})

it('refuses a class that is not pickled yet, and says what to do', async () => {
  const GridSearchCV = (await loadClass('GridSearchCV'))!
  expect(() => writeEstimator(getState(new GridSearchCV()))).toThrow(
    expect.objectContaining({
      status: 415,
      message: 'GridSearchCV cannot be put in a pickle',
      hint: expect.stringContaining('_format=json') as unknown
    })
  )
})
