/** Rows in pieces that a browser stores as one value each: Chromium takes 127 MiB and no more. */
import type { Column } from '$lib/frame/column'
import { Frame, type FrameState } from '$lib/frame/Frame'

const mostBytes = 64 * 2 ** 20

/** How much of the store a column takes, or a little less: texts have one byte a character, or two. */
function bytesOf(column: Column): number {
  if (column.dtype !== 'object') return column.values.byteLength
  return column.categories.reduce<number>(
    (sum, label) => sum + 8 + String(label).length,
    column.codes.byteLength
  )
}

const sizeOf = ({ columns }: FrameState): number =>
  columns.reduce((sum, [, column]) => sum + bytesOf(column), 0)

/** The frame in halves of halves, until each is small enough or a single row. */
export function piecesOf(state: FrameState, most = mostBytes): FrameState[] {
  if (sizeOf(state) <= most || state.length < 2) return [state]
  const frame = Frame.fromState(state)
  const middle = frame.length >> 1
  return [frame.slice(0, middle), frame.slice(middle)].flatMap((half) => piecesOf(ownTexts(half), most))
}

/** With the texts of these rows only: a slice of a frame shares all that the whole one has. */
const ownTexts = (frame: Frame): FrameState =>
  frame.names
    .filter((name) => frame.column(name).dtype === 'object')
    .reduce((rows, name) => rows.with(name, usedOf(frame.column(name))), frame)
    .toState()

function usedOf(column: Column): Column {
  if (column.dtype !== 'object') return column
  const used = new Map<number, number>()
  const codes = column.codes.map((code) => {
    if (code >= 0 && !used.has(code)) used.set(code, used.size)
    return used.get(code) ?? -1
  })
  return { ...column, codes, categories: Array.from(used.keys(), (code) => column.categories[code]) }
}

/** Neighbours joined as long as they stay small enough: never more pieces than there were. */
export function joined(states: readonly FrameState[], most = mostBytes): FrameState[] {
  const groups: FrameState[][] = []
  let size = Infinity
  for (const state of states) {
    const own = sizeOf(state)
    if (size + own > most) groups.push([])
    size = groups.at(-1)!.length ? size + own : own
    groups.at(-1)!.push(state)
  }
  return groups.map((group) =>
    group
      .map((state) => Frame.fromState(state))
      .reduce((above, below) => above.concat(below))
      .toState()
  )
}
