import { ValueError } from '$lib/estimator/exceptions'
import type { Label, Target } from '../base'
import type { SetwiseOptions } from './_setwise'
import { checkTargets } from './_targets'
import { averagedScores, precisionRecallFscoreSupport } from './precisionRecallFscore'
import { formatFixed, pythonNumber } from './_pythonText'

export interface ReportOptions extends Omit<SetwiseOptions, 'posLabel'> {
  /** Names to show in place of the labels, in their order. */
  readonly targetNames?: readonly string[]
}

/** One line of the report. */
export interface ReportScores {
  readonly precision: number
  readonly recall: number
  readonly 'f1-score': number
  readonly support: number
}

/** By class name, then `accuracy` (or `micro avg`), `macro avg`, `weighted avg`. */
export type Report = Record<string, ReportScores | number>

interface Line {
  readonly name: string
  readonly scores: ReportScores
}

const SCORES = ['precision', 'recall', 'fscore'] as const

/** Python's spelling of a label. */
const labelName = (label: Label): string =>
  typeof label === 'boolean'
    ? label
      ? 'True'
      : 'False'
    : typeof label === 'number'
      ? pythonNumber(label, true)
      : label

function reportLines(
  yTrue: Target,
  yPred: Target,
  options: ReportOptions
): { classes: Line[]; averages: Line[] } {
  const present = checkTargets(yTrue, yPred, options.sampleWeight).labels
  const labels = options.labels ?? present
  const names = options.targetNames ?? labels.map(labelName)
  if (names.length !== labels.length)
    throw new ValueError(`${labels.length} classes, but ${names.length} names`, 'One name a class is needed.')
  const { precision, recall, fscore, support } = precisionRecallFscoreSupport(yTrue, yPred, options)
  const classes = names.map((name, k) => ({
    name,
    scores: { precision: precision[k], recall: recall[k], 'f1-score': fscore[k], support: support[k] }
  }))
  const total = support.reduce((a, b) => a + b, 0)
  const complete = labels.length === present.length && labels.every((label) => present.includes(label))
  const averages = (['micro', 'macro', 'weighted'] as const).map((average) => {
    const scores = averagedScores(yTrue, yPred, average, options, SCORES)
    return {
      name: average === 'micro' && complete ? 'accuracy' : `${average} avg`,
      scores: {
        precision: scores.precision,
        recall: scores.recall,
        'f1-score': scores.fscore,
        support: total
      }
    }
  })
  return { classes, averages }
}

/** Precision, recall, F1 and support of each class and on average, as data. */
export function classificationReportDict(yTrue: Target, yPred: Target, options: ReportOptions = {}): Report {
  const { classes, averages } = reportLines(yTrue, yPred, options)
  return Object.fromEntries(
    [...classes, ...averages].map(({ name, scores }) => [
      name,
      name === 'accuracy' ? scores.precision : scores
    ])
  )
}

/**
 * The same as text, to the letter as scikit-learn prints it.
 * Source: scikit-learn 1.2, `sklearn.metrics.classification_report`.
 */
export function classificationReport(
  yTrue: Target,
  yPred: Target,
  { digits = 2, ...options }: ReportOptions & { readonly digits?: number } = {}
): string {
  const { classes, averages } = reportLines(yTrue, yPred, options)
  const width = Math.max(...classes.map(({ name }) => [...name].length), 'weighted avg'.length, digits)
  const cell = (text: string): string => ' ' + text.padStart(9)
  const line = (name: string, cells: readonly string[]): string =>
    `${' '.repeat(width - [...name].length)}${name} ${cells.map(cell).join('')}\n`
  const show = ({ name, scores }: Line): string => {
    const { precision, recall, support } = scores
    const values = [precision, recall, scores['f1-score']].map((value) => formatFixed(value, digits))
    const shown = name === 'accuracy' ? ['', '', values[2]] : values
    return line(name, [...shown, pythonNumber(support, options.sampleWeight === undefined)])
  }
  const head = line('', ['precision', 'recall', 'f1-score', 'support'])
  return `${head}\n${classes.map(show).join('')}\n${averages.map(show).join('')}`
}
