/** What a fit tells while it runs. */

/** How far it is: `done` of `total` steps of a phase. */
export interface Progress {
  readonly phase: string
  readonly done: number
  readonly total: number
}

/** Something that went less than well but not wrong: told in the answer's `warnings`. */
export interface FitWarning {
  readonly category: 'ConvergenceWarning' | 'UserWarning' | 'FutureWarning' | 'UndefinedMetricWarning'
  readonly message: string
}
