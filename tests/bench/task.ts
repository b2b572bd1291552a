/** One line of the bench, as tasks.json has it. */
export interface Task {
  readonly family: string
  readonly class: string
  readonly params?: object
  readonly rows: number
  readonly cols: number
  readonly target: 'number' | 'label' | 'count'
  /** Uniform numbers in [-1, 1) when not given. */
  readonly data?: 'counts'
  /** What is timed: fit when not given. */
  readonly call?: 'predict'
  /** How many rows to predict. */
  readonly queries?: number
  /** In a pool of threads, against scikit-learn's one. */
  readonly pool?: boolean
}
