/**
 * Column names that are all different, as pandas' read_csv gives them: a repeated "a" becomes "a.1", "a.2" …, an empty
 * name in place i "Unnamed: i". Given names come first: an "a.1" in the file keeps its name.
 */
export function uniqueNames(header: readonly string[]): string[] {
  const names = header.map((name, i) => name || `Unnamed: ${i}`)
  const uses = new Map<string, number>()
  const given = header.flatMap((name, i) => (name ? [i] : []))
  const unnamed = header.flatMap((name, i) => (name ? [] : [i]))
  for (const i of [...given, ...unnamed]) {
    const base = names[i]
    let name = base
    for (let n = uses.get(name) ?? 0; n > 0; n = names.includes(name) ? n + 1 : (uses.get(name) ?? 0)) {
      uses.set(base, n + 1)
      name = `${base}.${n}`
    }
    names[i] = name
    uses.set(name, (uses.get(name) ?? 0) + 1)
  }
  return names
}
