/** Texts longer than a model's window, cut into overlapping windows of whole words. */

export interface Window {
  /** Words [start, end) are in the window. */
  readonly start: number
  readonly end: number
  /** Words [from, to) are this window's to judge: together they are all words, each in the window that shows most around it. */
  readonly from: number
  readonly to: number
}

/**
 * Windows over words of the given sizes (in pieces), each at most `room` pieces, neighbours sharing about `overlap`.
 * The last window reaches as far back as it has room.
 */
export function windowsOf(sizes: readonly number[], room: number, overlap: number): Window[] {
  const spans: { start: number; end: number }[] = []
  let start = 0
  let end = reach(sizes, 0, room)
  while (end < sizes.length) {
    spans.push({ start, end })
    start = Math.max(start + 1, reachBack(sizes, end, overlap))
    end = reach(sizes, start, room)
  }
  spans.push({ start: spans.length ? Math.min(start, reachBack(sizes, end, room)) : 0, end })
  return spans.map((span, i) => ({
    ...span,
    from: i ? middle(span.start, spans[i - 1].end) : 0,
    to: i + 1 < spans.length ? middle(spans[i + 1].start, span.end) : sizes.length
  }))
}

const middle = (a: number, b: number): number => Math.ceil((a + b) / 2)

/** The end of the longest run of words from `start` that fits the room: at least one word. */
function reach(sizes: readonly number[], start: number, room: number): number {
  let [end, used] = [start, 0]
  while (end < sizes.length && (end === start || used + sizes[end] <= room)) used += sizes[end++]
  return end
}

/** The start of the longest run of words up to `end` that fits the room. */
function reachBack(sizes: readonly number[], end: number, room: number): number {
  let [start, used] = [end, 0]
  while (start > 0 && used + sizes[start - 1] <= room) used += sizes[--start]
  return start
}
