import { describe, expect, test, vi } from 'vitest'
import { filesFrom, SentimentAnalysis } from '$lib/transformers'
import { changed, embedded } from './helpers'

vi.setConfig({ testTimeout: 60_000 })

const model = await new SentimentAnalysis().load(embedded)

describe('the embedded model', () => {
  test("answers the seed's example", async () => {
    expect(await model.predict(['wrong', 'right'])).toEqual(['NEGATIVE', 'POSITIVE'])
  })

  test.each([
    ['The food was cold and the waiter rude.', 'NEGATIVE'],
    ['What a lovely evening, thank you!', 'POSITIVE'],
    ['This is not good at all.', 'NEGATIVE'],
    ['A dull, lifeless film that never ends.', 'NEGATIVE'],
    ['An absolute joy from beginning to end.', 'POSITIVE']
  ])('%s', async (text, label) => expect(await model.predict([text])).toEqual([label]))

  test('probabilities are one row a text, in the order of classes_, null for a missing text', async () => {
    expect(model.classes_).toEqual(['NEGATIVE', 'POSITIVE'])
    const [row, none] = await model.predictProba(['wonderful', null])
    expect(row![0] + row![1]).toBeCloseTo(1, 12)
    expect(row![1]).toBeGreaterThan(0.9)
    expect(none).toBeNull()
  })

  test('a long text is read to its end', async () => {
    const dull = 'It is a film about a town. '.repeat(300)
    const [before] = await model.predictProba([dull])
    const [after] = await model.predictProba([
      dull + 'It is terrible, awful, the worst waste of time. '.repeat(40)
    ])
    expect(after![0]).toBeGreaterThan(before![0])
  })

  test('while a long text is read others are answered, and it is dropped when that is wished', async () => {
    const abort = new AbortController()
    const long = model.predict(['It is a film about a town. '.repeat(300)], { signal: abort.signal })
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(await model.predict(['wrong'])).toEqual(['NEGATIVE'])
    abort.abort()
    await expect(long).rejects.toThrow(/abort/i)
  })

  test('score is the ROC AUC, of labels written in any of the usual ways', async () => {
    const texts = ['awful', 'lovely', 'boring mess', 'great fun', 'broken', 'perfect']
    for (const names of [
      ['NEGATIVE', 'POSITIVE'],
      ['negative', 'positive'],
      [0, 1],
      ['neg', 'pos']
    ])
      expect(await model.score(texts.map((text, i) => ({ text, label: names[i % 2] })))).toBe(1)
  })
})

/** Complaints about two things: a distinction that the model never learned. */
const complaints = Array.from({ length: 60 }, (_, i) => {
  const thing = ['screen', 'battery', 'keyboard', 'camera', 'speaker'][i % 5]
  const carrier = ['courier', 'parcel', 'delivery', 'postman', 'driver'][i % 5]
  const end = ['today', 'again', 'twice', 'last week', 'on Monday', 'this morning'][i % 6]
  return i % 2
    ? { text: `The ${thing} broke ${end}`, label: 'product' }
    : { text: `The ${carrier} came late ${end}`, label: 'shipping' }
})

describe('training', () => {
  test('learns labels that the model did not know; the state is plain data', async () => {
    const trained = await new SentimentAnalysis().load(embedded)
    const phases = new Set<string>()
    await trained.fit(complaints, { onProgress: ({ phase }) => phases.add(phase) })
    expect([...phases]).toEqual(expect.arrayContaining(['read', 'choose penalty', 'fit']))
    expect(trained.classes_).toEqual(['product', 'shipping'])
    const texts = ['My printer broke', 'The mailman was late']
    expect(await trained.predict(texts)).toEqual(['product', 'shipping'])
    const again = SentimentAnalysis.fromState(structuredClone(trained.getState()))
    await again.load(embedded)
    expect(await again.predictProba(texts)).toEqual(await trained.predictProba(texts))
  })

  test('toFiles gives a folder that load opens', async () => {
    const trained = await new SentimentAnalysis().load(embedded)
    await trained.fit(complaints)
    const opened = await new SentimentAnalysis().load(filesFrom(await trained.toFiles(embedded)))
    expect(opened.classes_).toEqual(['product', 'shipping'])
    expect(await opened.predict(['My printer broke'])).toEqual(['product'])
  })

  test('stops when asked, and leaves the model as it was', async () => {
    const stopped = await new SentimentAnalysis().load(embedded)
    const abort = new AbortController()
    const fit = stopped.fit(Array(50).fill(complaints).flat(), {
      signal: abort.signal,
      onProgress: () => abort.abort()
    })
    await expect(fit).rejects.toThrow(/abort/i)
    expect(stopped.trained).toBe(false)
    expect(stopped.classes_).toEqual(['NEGATIVE', 'POSITIVE'])
  })

  test.each([
    [[{ text: 'a', label: 'x' }], 'All rows have the label "x"'],
    [[{ text: 'a' }], 'There is no column "label"']
  ])('%j', async (rows, message) => await expect(model.fit(rows)).rejects.toThrow(message))
})

describe('what is amiss is named', () => {
  test.each([
    [{ 'vocab.txt': null }, 'The model lacks its file vocab.txt'],
    [{ 'words.safetensors': '<!doctype html>..' }, 'words.safetensors is no safetensors file'],
    [{ 'sentiment.json': '{"task":"entities"}' }, 'sentiment.json does not describe a model for sentiment'],
    [{ 'sentiment.json': 'oops' }, 'sentiment.json is no JSON object: it begins with "oops"']
  ])('%j', async (changes, message) => {
    await expect(new SentimentAnalysis().load(changed(embedded, changes))).rejects.toThrow(message)
  })

  test('no text, before load, and a label that the model does not know', async () => {
    await expect(model.predict([])).rejects.toThrow('There is no text')
    await expect(model.predict([''])).rejects.toThrow('The text is empty')
    await expect(new SentimentAnalysis().predict(['a'])).rejects.toThrow('The model is not loaded')
    await expect(model.score([{ text: 'a', label: 'angry' }])).rejects.toThrow(
      'does not know the label "angry"'
    )
  })
})
