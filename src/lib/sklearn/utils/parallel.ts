/** Threads for work that splits into independent parts. The parts and their results are plain data. */
export interface Pool {
  /** How many parts run at once. */
  readonly size: number
  /**
   * Runs `task` (a name in sklearn/tasks.ts) once for each item and gives the results in the items' order.
   * `shared` goes to each thread once, however many items it gets.
   */
  map<Shared, Item, Result>(
    task: string,
    shared: Shared,
    items: readonly Item[],
    options?: { signal?: AbortSignal; onDone?: (done: number) => void }
  ): Promise<Result[]>
}
