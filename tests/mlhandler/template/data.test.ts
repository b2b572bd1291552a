import { describe, expect, test } from 'vitest'
import { readCsv } from '$lib/frame/csv'
import { DataFrame, parseTemplate, renderTemplate, type Value } from '$lib/mlhandler/template'
import { NdArray } from '$lib/mlhandler/template/objects/NdArray'
import { float } from '$lib/mlhandler/template/python/values'
import fixture from '../../fixtures/mlhandler/template_data.json'

const special: Record<string, number> = { nan: NaN, inf: Infinity, '-inf': -Infinity }

async function scope(): Promise<Record<string, Value>> {
  const arrays = Object.entries(fixture.arrays).map(([name, [values, shape, dtype]]): [string, Value] => {
    const items = (values as (string | number | boolean)[]).map((value) =>
      dtype === 'float64' ? float(special[String(value)] ?? Number(value)) : value
    )
    return [name, new NdArray(items, shape as number[])]
  })
  return {
    ...Object.fromEntries(arrays),
    data: new DataFrame(await readCsv(fixture.csv)),
    wide: new DataFrame(await readCsv(fixture.wide))
  }
}

describe('DataFrames and arrays render as with pandas 1.5.3 and numpy 1.24', () => {
  for (const { source, output } of fixture.cases)
    test(source, async () => {
      expect(await renderTemplate(parseTemplate(source, 'x.txt'), await scope())).toBe(output)
    })
})
