/**
 * Sentiment of texts and named entities in them, on the site's own small models or on any model for transformers.js.
 *
 * How a handler uses the two classes (both have the same members; `predict` and `score` differ in what they give):
 *
 *     const Class = textClasses[config.class]               // 'SentimentAnalysis' | 'NER'
 *     const model = stored ? Class.fromState(stored) : new Class({ model: null })
 *     await model.load(files, { foreign })                  // before anything else; keep the loaded model between requests
 *     await model.predict(['wrong', 'right'])               // ['NEGATIVE', 'POSITIVE'], or [{ text, labels: [{ start, end, label }] }]
 *     await model.predictProba(texts)                       // rows of probabilities in the order of classes_; entities with score
 *     await model.fit(rows, { signal, onProgress })         // rows with text and label, or text and labels
 *     await model.score(rows)                               // ROC AUC; { PER: { precision, recall, f1, number }, …, overall }
 *     store(model.getState())                               // plain data, about 10 kB: only what training made, null head before it
 *     zip(await model.toFiles(files))                       // _download: a folder that load opens
 *
 * `files` reads a model's files by name. `params.model: null` is the embedded model: the caller reads them from the
 * site's `models/` folder (vocab.txt, words.safetensors, sentiment.json, sentiment.safetensors, entities.json,
 * entities.safetensors). Any other name is a folder that the caller finds, with the same files, or with config.json,
 * tokenizer.json and onnx/ for transformers.js. `foreign` opens the latter, in a worker of their own or in this
 * thread (`./foreign`). Errors are TextModelError: `bad-input` is for 422 (400 where the query lacks the text),
 * `no-model` for 404, `bad-model` for 422, `unavailable` for 503; AbortError for 499. After a DELETE drop the stored state: the handler
 * answers 404 until a fit, or makes a new model where the default is asked for.
 */
import { NER } from './ner'
import { SentimentAnalysis } from './sentiment'

export { NER, SentimentAnalysis }
export { TextModelError } from './errors'
export { filesFrom, type ModelFiles } from './files'
export type { Entities } from './ner'
export type { ForeignRuntime, LoadOptions, RunOptions, TextParams, TextState } from './estimator'
export type { EntityScore } from './metrics'
export type { ScoredSpan, Span } from './spans'

export const textClasses = { SentimentAnalysis, NER } as const
export type TextClassName = keyof typeof textClasses
export { readPicked, type PickedFile } from './archive'
export {
  describeHubModel,
  downloaded,
  downloadHubModel,
  HUB,
  hubFiles,
  removeDownloaded,
  type HubModel
} from './hub'
export { ForeignHost } from './host'
export { foreignRuntime, type HostThread, type Place, type RemoteRuntime } from './remote'
