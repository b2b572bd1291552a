import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'

/**
 * Keeps how near a comparison came, for tools/estimators.mjs to write docs/estimators.md from: a line of JSON in the file
 * that AGREEMENT_LOG names. Without it nothing is kept.
 */
export function noteAgreement(tolerance: number, difference: number): void {
  const log = process.env.AGREEMENT_LOG
  if (!log) return
  const { currentTestName: test, testPath: file } = expect.getState()
  appendFileSync(log, JSON.stringify({ test, file, tolerance, difference }) + '\n')
}
