/** What training made of a model, as two files beside the model's own. */
import { TextModelError } from './errors'
import { readFile, readJson, type ModelFiles } from './files'
import type { HeadState } from './head'
import { floats, readSafetensors, writeSafetensors } from './safetensors'

const LABELS = 'head.json'
const WEIGHTS = 'head.safetensors'

export function writeHead({ labels, mean, spread, weights, bias }: HeadState): [string, Uint8Array][] {
  const [k, width] = [labels.length, mean.length]
  const row = (data: Float32Array, ...shape: number[]) => ({ shape, data })
  const tensors = new Map([
    ['mean', row(mean, width)],
    ['spread', row(spread, width)],
    ['weights', row(weights, k, width)],
    ['bias', row(bias, k)]
  ])
  return [
    [LABELS, new TextEncoder().encode(JSON.stringify({ labels }))],
    [WEIGHTS, writeSafetensors(tensors)]
  ]
}

/** null where the model was not trained on. */
export async function readHead(files: ModelFiles): Promise<HeadState | null> {
  if (!(await files.read(LABELS).catch(() => null))) return null
  const { labels } = await readJson(files, LABELS)
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string'))
    throw new TextModelError('bad-model', `${LABELS} has no list of labels`, undefined, { file: LABELS })
  const tensors = readSafetensors(await readFile(files, WEIGHTS), WEIGHTS)
  const mean = floats(tensors, 'mean', -1)
  return {
    labels,
    mean,
    spread: floats(tensors, 'spread', mean.length),
    weights: floats(tensors, 'weights', labels.length, mean.length),
    bias: floats(tensors, 'bias', labels.length)
  }
}
