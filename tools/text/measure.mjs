/**
 * Figures of docs/models.md that come from the site's own code: accuracy on held-out texts, time, and what training in
 * the browser gains on domains that the models have not seen. Needs TEXT_DATA and VADER_DATA (data.py); reads the models of
 * the folder MODELS, static/models unless set.
 *
 *     node tools/text/measure.mjs [speed|reviews|sentiment|entities|news …]
 */
import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { createServer } from 'vite'
import { compare, readNews } from './news.mjs'

const { TEXT_DATA, VADER_DATA, MODELS = 'static/models' } = process.env
const vite = await createServer({ server: { middlewareMode: true }, appType: 'custom', logLevel: 'error' })
const { NER, SentimentAnalysis } = await vite.ssrLoadModule('/src/lib/transformers/index.ts')
const files = { read: async (name) => new Uint8Array(readFileSync(`${MODELS}/${name}`)) }
const lines = (path) => readFileSync(path, 'utf8').split('\n').filter(Boolean)
const percent = (share) => (100 * share).toFixed(1)

/** Always the same order: rows are shuffled by a linear congruential generator. */
function shuffle(rows) {
  let seed = 20240607
  const found = [...rows]
  for (let i = found.length - 1; i > 0; i--) {
    seed = (seed * 48271) % 2147483647
    const j = seed % (i + 1)
    ;[found[i], found[j]] = [found[j], found[i]]
  }
  return found
}

async function accuracy(model, rows) {
  const found = await model.predict(rows.map(({ text }) => text))
  return found.filter((label, i) => label === rows[i].label).length / rows.length
}

const side = (positive) => (positive ? 'POSITIVE' : 'NEGATIVE')

/** Two of every 25 reviews are held out from training (data.py); `every` thins them further. */
async function imdbHeldOut(every) {
  const input = createReadStream(`${TEXT_DATA}/imdb-train.tsv.gz`).pipe(createGunzip())
  const rows = []
  let number = -1
  for await (const line of createInterface({ input })) {
    const i = number++
    if (i < 0 || ![0, 13].includes(i % 25)) continue
    const [, text, label] = /^(.*)\t([01])$/.exec(line)
    rows.push({ text: text.replace(/\s*<br\s*\/?>\s*/g, ' '), label: side(label === '1') })
  }
  return rows.filter((_, i) => i % every === 0)
}

/** Snippets that people rated at least 0.5 to one side. */
function snippets(name) {
  const rated = lines(`${VADER_DATA}/../additional_resources/hutto_ICWSM_2014/${name}_GroundTruth.txt`)
  const rows = rated
    .map((line) => line.split('\t'))
    .map(([, rating, text]) => ({ text, rating: Number(rating) }))
  return shuffle(rows.filter(({ text, rating }) => text?.trim() && Math.abs(rating) >= 0.5)).map(
    ({ text, rating }) => ({ text, label: side(rating > 0) })
  )
}

async function reviews() {
  const model = await new SentimentAnalysis().load(files)
  const dev = lines(`${TEXT_DATA}/sst2-dev.tsv`)
    .slice(1)
    .map((line) => line.split('\t'))
    .map(([text, label]) => ({ text, label: side(label === '1') }))
  console.log('SST-2 dev', percent(await accuracy(model, dev)))
  const reviews = await imdbHeldOut(4)
  console.log(`IMDB, ${reviews.length} held out`, percent(await accuracy(model, reviews)))
}

async function sentiment() {
  const model = await new SentimentAnalysis().load(files)
  for (const name of ['amazonReviewSnippets', 'tweets']) {
    const rows = snippets(name)
    const [test, rest] = [rows.slice(0, 500), rows.slice(500)]
    console.log(name, 'untrained', percent(await accuracy(model, test)))
    for (const count of [100, 400]) {
      const start = performance.now()
      await model.fit(rest.slice(0, count))
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(name, count, 'examples', percent(await accuracy(model, test)), `${seconds} s`)
    }
    model.restore({ head: null })
  }
}

/** Sentences of a CoNLL file as text and labels; tokens are joined as annotate.py does. */
function conll(name, types = {}) {
  const rows = []
  for (const block of readFileSync(`${TEXT_DATA}/${name}.conll`, 'utf8').split(/\n\s*\n/)) {
    const row = { text: '', labels: [] }
    let last = 'O'
    for (const line of block.split('\n').filter(Boolean)) {
      const parts = line.split(/\s+/).filter(Boolean)
      const [token, tag] = [parts[0], parts[parts.length - 1]]
      const glued = /^([.,;:!?)%]|n't|'(s|re|ve|m|ll|d))$/.test(token) || row.text.endsWith('(')
      row.text += glued || !row.text ? token : ' ' + token
      const label = tag === 'O' ? 'O' : (types[tag.slice(2)] ?? tag.slice(2))
      if (label !== 'O' && label === last && tag[0] === 'I')
        row.labels[row.labels.length - 1].end = row.text.length
      else if (label !== 'O')
        row.labels.push({ start: row.text.length - token.length, end: row.text.length, label })
      last = label
    }
    if (row.text) rows.push(row)
  }
  return rows
}

const line = (scores) =>
  Object.entries(scores)
    .map(([name, { f1, number }]) => `${name} ${percent(f1)} (${number})`)
    .join(', ')

async function entities() {
  const model = await new NER().load(files)
  const wikigold = conll('wikigold-first-80-percent')
  console.log(
    'wikigold, last fifth:',
    line(await model.score(wikigold.slice(Math.floor(wikigold.length * 0.8))))
  )
  const wnut = {
    person: 'PER',
    location: 'LOC',
    corporation: 'ORG',
    group: 'ORG',
    product: 'MISC',
    'creative-work': 'MISC'
  }
  console.log('WNUT 2017 dev:', line(await model.score(conll('wnut17-dev', wnut))))
  for (const [name, rows] of [
    ['Broad Twitter', shuffle(conll('broad-twitter-abegh'))],
    ['WNUT 2017, its own six types', [...shuffle(conll('wnut17-dev')), ...shuffle(conll('wnut17-train'))]]
  ]) {
    const [test, rest] = [rows.slice(0, 500), rows.slice(500)]
    console.log(name, 'untrained:', line(await model.score(test)))
    for (const count of [100, 400]) {
      const start = performance.now()
      await model.fit(rest.slice(0, count))
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(name, count, 'sentences:', line(await model.score(test)), `${seconds} s`)
    }
    model.restore({ head: null })
  }
}

/** F1 on sentences of news that were written for the purpose, how many of them are read without a fault, and the faults. */
async function news() {
  const model = await new NER().load(files)
  for (const name of ['test', 'dev']) {
    const rows = readNews(name)
    console.log(`news, ${name}:`, line(await model.score(rows)))
    const { faultless, faults } = compare(rows, await model.predict(rows.map(({ text }) => text)))
    for (const { text, missed, wrong } of faults)
      console.log(' ', text, '\n    missed', missed, 'said', wrong)
    console.log(`${faultless} of ${rows.length} sentences without a fault`)
  }
}

async function speed() {
  const time = async (what, work) => {
    for (let i = 0; i < 20; i++) await work()
    const times = []
    for (let i = 0; i < 50; i++) {
      const start = performance.now()
      await work()
      times.push(performance.now() - start)
    }
    console.log(what, `${times.sort((a, b) => a - b)[25].toFixed(1)} ms (median of 50)`)
  }
  const [sentiment, ner] = await Promise.all([new SentimentAnalysis().load(files), new NER().load(files)])
  const news = 'Joe Biden is the President of the United States and lives in Washington DC'
  await time('sentiment, wrong and right', () => sentiment.predict(['wrong', 'right']))
  await time('sentiment, 15 words', () => sentiment.predict([news]))
  await time('entities, 15 words', () => ner.predict([news]))
}

const parts = { speed, reviews, sentiment, entities, news }
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts)) await parts[name]()
await vite.close()
