import { describe, expect, test, vi } from 'vitest'
import { filesFrom, NER } from '$lib/transformers'
import { changed, embedded } from './helpers'

vi.setConfig({ testTimeout: 60_000 })

const model = await new NER().load(embedded)

const read = async (ner: NER, text: string): Promise<[string, string][]> => {
  const [row] = await ner.predict([text])
  return row!.labels.map(({ start, end, label }) => [text.slice(start, end), label])
}

describe('the embedded model', () => {
  test("answers the seed's example", async () => {
    const texts = [
      'Narendra Modi is the PM of India',
      'Joe Biden is the President of the United States and lives in Washington DC'
    ]
    expect(await model.predict(texts)).toEqual([
      {
        text: texts[0],
        labels: [
          { start: 0, end: 13, label: 'PER' },
          { start: 27, end: 32, label: 'LOC' }
        ]
      },
      {
        text: texts[1],
        labels: [
          { start: 0, end: 9, label: 'PER' },
          { start: 34, end: 47, label: 'LOC' },
          { start: 61, end: 74, label: 'LOC' }
        ]
      }
    ])
  })

  test('takes no emoji into a name', async () => {
    expect(await read(model, '😀 Joe Biden 👨‍👩‍👧‍👦 met Emmanuel Macron🤝 in Paris🎉!')).toEqual([
      ['Joe Biden', 'PER'],
      ['Emmanuel Macron', 'PER'],
      ['Paris', 'LOC']
    ])
  })

  test('knows four types, and gives each entity a score', async () => {
    expect([...model.classes_].sort()).toEqual(['LOC', 'MISC', 'ORG', 'PER'])
    const [row, none] = await model.predictProba(['Paris is in France.', null])
    for (const { score } of row!.labels) expect(score).toBeGreaterThan(0.5)
    expect(none).toBeNull()
  })

  test.each([
    ['emoji', '😀👩‍👩‍👧 '],
    ['accents', 'Déjà vu, naïve café: '],
    ['combining accents', 'e\u0301te\u0301 '],
    ['CJK', '東京と大阪。'],
    ['em-dashes', 'well — yes—'],
    ['line breaks', 'one\r\ntwo\n\n'],
    ['a long text', 'He went to the shop and bought some bread. '.repeat(240)]
  ])('places are right after %s', async (_, before) => {
    const text = before + 'Angela Merkel lives in Berlin.'
    const found = (await model.predict([text]))[0]!.labels.filter(({ start }) => start >= before.length)
    expect(found.map(({ start, end, label }) => [start - before.length, end - before.length, label])).toEqual(
      [
        [0, 13, 'PER'],
        [23, 29, 'LOC']
      ]
    )
  })
})

/** Orders in one fixed form, with types that the model never knew. */
const colours = ['red', 'blue', 'green', 'black', 'white', 'yellow']
const things = ['shirt', 'jacket', 'scarf', 'hat', 'coat', 'dress']
const orders = Array.from({ length: 36 }, (_, i) => {
  const [colour, thing] = [colours[i % 6], things[Math.floor(i / 6)]]
  const text = `Please send me a ${colour} ${thing} by ${['Monday', 'noon', 'mail'][i % 3]}`
  const start = text.indexOf(colour)
  return {
    text,
    labels: [
      { start, end: start + colour.length, label: 'COLOUR' },
      { start: start + colour.length + 1, end: start + colour.length + 1 + thing.length, label: 'ITEM' }
    ]
  }
})

describe('training', () => {
  test('learns new types; the state is plain data; toFiles gives a folder that load opens', async () => {
    const trained = await new NER().load(embedded)
    await trained.fit(orders)
    const text = 'Please send us a purple sweater by Friday'
    const expected = [
      ['purple', 'COLOUR'],
      ['sweater', 'ITEM']
    ]
    expect(trained.classes_).toEqual(['COLOUR', 'ITEM'])
    expect(await read(trained, text)).toEqual(expected)
    const again = await NER.fromState(structuredClone(trained.getState())).load(embedded)
    expect(await read(again, text)).toEqual(expected)
    const opened = await new NER().load(filesFrom(await trained.toFiles(embedded)))
    expect(await read(opened, text)).toEqual(expected)
    expect((await trained.score(orders)).overall.f1).toBe(1)
  })

  test('rows without entities are an error', async () => {
    await expect(model.fit([{ text: 'a', labels: [] }])).rejects.toThrow('No row has an entity')
  })
})

describe('transitions', () => {
  const text = 'Paris is in France.'
  const withTransitions = async (transitions: unknown): Promise<NER> => {
    const config = JSON.parse(new TextDecoder().decode(await embedded.read('entities.json'))) as object
    const json = JSON.stringify({ ...config, transitions })
    return new NER().load(changed(embedded, { 'entities.json': json }))
  }

  test('of the model count for its answers', async () => {
    const labels = ['O', ...Array<string>(8).fill('of an entity')]
    const never = labels.map(() => labels.map((label) => (label === 'O' ? 0 : -100)))
    expect(await read(await withTransitions(never), text)).toEqual([['Paris', 'LOC']])
  })

  test('may be missing', async () => {
    expect(await read(await withTransitions(undefined), text)).toEqual([
      ['Paris', 'LOC'],
      ['France', 'LOC']
    ])
  })

  test.each([[[[0]]], ['x'], [[]]])('%j are refused', async (transitions) => {
    await expect(withTransitions(transitions)).rejects.toThrow(
      'The transitions of entities.json are no table of 9 by 9 numbers'
    )
  })
})
