/**
 * Where in the text the pieces of any tokenizer lie. Tokenizers tell no places here, and each writes its pieces in its
 * own way, so pieces and text are both brought to one plain form and walked along together.
 */

export interface PlacedPiece {
  /** Place in UTF-16 units of the text; empty (start = end) for a further piece of what one place holds. */
  readonly start: number
  readonly end: number
}

/** Without accents, case, spaces and invisible characters. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{Mn}\p{C}\p{Z}]/gu, '')

/** The text in plain form, with the place of each of its units in the text as given. */
function flatten(text: string): { flat: string; starts: number[]; ends: number[] } {
  const [starts, ends]: [number[], number[]] = [[], []]
  let flat = ''
  let at = 0
  for (const char of text) {
    const form = plain(char)
    flat += form
    for (let i = 0; i < form.length; i++) {
      starts.push(at)
      ends.push(at + char.length)
    }
    at += char.length
    // A mark on the letter before it belongs to that letter's place.
    if (form === '' && ends.length && /^\p{M}$/u.test(char)) ends[ends.length - 1] = at
  }
  return { flat, starts, ends }
}

/**
 * Places of pieces. @param surfaces what each piece stands for, as the tokenizer writes it less its marks; null where
 * that is unknown. Such a piece gets what lies before the next known one.
 */
export function placePieces(text: string, surfaces: readonly (string | null)[]): PlacedPiece[] {
  const { flat, starts, ends } = flatten(text)
  const forms = surfaces.map((surface) => (surface === null ? '' : plain(surface)))
  const from = new Int32Array(forms.length)
  const to = new Int32Array(forms.length)
  let at = 0
  for (let i = 0; i < forms.length; i++) {
    const known = surfaces[i] !== null && flat.startsWith(forms[i], at)
    from[i] = at
    if (known) at += forms[i].length
    else at = nextKnown(forms, i + 1, flat, at, starts, ends)
    to[i] = at
  }
  return forms.map((_, i) => {
    const start = from[i] < starts.length ? starts[from[i]] : text.length
    return { start, end: to[i] > from[i] ? ends[to[i] - 1] : start }
  })
}

/** Where the next piece that can be found begins; where a word begins, if it can be found at one. */
function nextKnown(
  forms: readonly string[],
  first: number,
  flat: string,
  at: number,
  starts: number[],
  ends: number[]
): number {
  const next = forms.slice(first).find((form) => form !== '')
  if (next === undefined) return flat.length
  for (let found = flat.indexOf(next, at); found !== -1; found = flat.indexOf(next, found + 1))
    if (found === at || starts[found] !== ends[found - 1] || /^[\p{P}\p{S}]/u.test(next)) return found
  return Math.max(at, flat.indexOf(next, at))
}

export interface AlignedWord extends PlacedPiece {
  /** Its pieces are [first, last). */
  readonly first: number
  readonly last: number
}

/**
 * Pieces as words: a piece goes on with the word before it where nothing lies between and neither is punctuation.
 * @param most pieces of a word: scripts without spaces, and addresses, would else make words that no window holds
 */
export function alignWords(
  text: string,
  surfaces: readonly (string | null)[],
  most = Infinity
): AlignedWord[] {
  const words: { start: number; end: number; first: number; last: number }[] = []
  const alone = (start: number, end: number) => /^[\p{P}\p{S}]+$/u.test(text.slice(start, end))
  placePieces(text, surfaces).forEach(({ start, end }, i) => {
    const open = words[words.length - 1]
    const joins =
      open &&
      (start === end ||
        (start === open.end && i - open.first < most && !alone(start, end) && !alone(open.start, open.end)))
    if (joins) {
      if (start < end) open.end = end
      open.last = i + 1
    } else words.push({ start, end, first: i, last: i + 1 })
  })
  return words
}

/** The characters by which byte-level tokenizers write bytes (openai/gpt-2, encoder.py, bytes_to_unicode). */
const byteOf = new Map<string, number>()
for (let byte = 0, extra = 256; byte < 256; byte++) {
  const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
  byteOf.set(String.fromCharCode(printable ? byte : extra++), byte)
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** What byte-level pieces stand for; of pieces that make up one character the first has it, and the others nothing. */
function decodeBytes(pieces: readonly string[]): string[] {
  const surfaces = pieces.map(() => '')
  let bytes: number[] = []
  let first = 0
  pieces.forEach((piece, i) => {
    if (!bytes.length) first = i
    bytes.push(...[...piece].map((char) => byteOf.get(char) ?? 63))
    try {
      surfaces[first] = decoder.decode(Uint8Array.from(bytes))
      bytes = []
    } catch {
      // The character goes on in the next piece.
    }
  })
  return surfaces
}

/** What pieces stand for, their tokenizer's marks taken off. @param unknown the tokenizer's sign for what it does not know */
export function surfacesOf(
  pieces: readonly string[],
  unknown: string | null,
  byteLevel: boolean
): (string | null)[] {
  if (byteLevel) return decodeBytes(pieces)
  return pieces.map((piece) => (piece === unknown ? null : piece.replace(/^##|^▁+|<\/w>$/gu, '')))
}
