/** Models for transformers.js, made here: a real tokenizer, and an ONNX file that knows a few word pieces. */
import { strToU8 } from 'fflate'
import { readFixture } from './helpers'
import { tinyOnnx } from './onnx'

interface Case {
  name: string
  tokenizer: { model: { vocab: Record<string, number> } }
}

const [{ tokenizer }] = await readFixture<Case[]>('tokenizers')
const vocabulary = Object.keys(tokenizer.model.vocab)
const json = (value: unknown): Uint8Array => strToU8(JSON.stringify(value))

/** Each piece's scores: 5 for the label that it likes, and some for the first label where it likes none. */
export const scoresOf = (labels: number, likes: Record<string, number>): number[][] =>
  vocabulary.map((piece) =>
    Array.from({ length: labels }, (_, label) =>
      label === (likes[piece] ?? 0) ? (piece in likes ? 5 : 0.5) : 0
    )
  )

/** The model's files. @param likes for each piece the number of the label that it speaks for */
function tinyModel(
  architecture: 'BertForSequenceClassification' | 'BertForTokenClassification',
  labels: string[],
  likes: Record<string, number>
): Map<string, Uint8Array> {
  const pooled = architecture === 'BertForSequenceClassification'
  return new Map([
    [
      'config.json',
      json({
        model_type: 'bert',
        architectures: [architecture],
        id2label: Object.assign({}, labels),
        max_position_embeddings: 32
      })
    ],
    ['tokenizer.json', json(tokenizer)],
    [
      'tokenizer_config.json',
      json({ tokenizer_class: 'BertTokenizer', unk_token: '[UNK]', pad_token: '[PAD]' })
    ],
    ['onnx/model.onnx', tinyOnnx(scoresOf(labels.length, likes), pooled)]
  ])
}

/** Says `fine` of better and beautiful, else `dull`. */
export const moods = (): Map<string, Uint8Array> =>
  tinyModel('BertForSequenceClassification', ['dull', 'fine'], { better: 1, beautiful: 1, than: 1 })

/** Takes words that begin like Paris, Peru and Rome for places. */
export const places = (): Map<string, Uint8Array> =>
  tinyModel('BertForTokenClassification', ['O', 'I-PLACE'], { p: 1, pe: 1, per: 1, r: 1 })
