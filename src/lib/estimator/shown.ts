/** A value as an error message shows it: as JSON, cut where it is long. */
export function shown(value: unknown, most = 80): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text
}

/** A list of values as an error message shows it: the first of them. */
export function shownList(values: readonly unknown[], most = 20): string {
  const more = values.length > most ? `, and ${values.length - most} more` : ''
  return (
    values
      .slice(0, most)
      .map((value) => shown(value))
      .join(', ') + more
  )
}
