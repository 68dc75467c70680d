/** A row of a listing that is sorted by id, newest first. */
interface Row {
  readonly id: string
}

/**
 * The rows that somebody reads, brought up to date without moving: each stays in its place, with what is known of it now. What is
 * newer waits; what was deleted goes; what newer rows pushed off the page stays as it was.
 */
export function mergeRows<Each extends Row>(
  shown: readonly Each[],
  incoming: readonly Each[],
): { readonly shown: readonly Each[]; readonly waiting: number } {
  const [newest] = shown
  if (newest === undefined) return { shown: incoming, waiting: 0 }
  const known = new Map(incoming.map((row) => [row.id, row]))
  const oldest = incoming.at(-1)?.id
  const kept = shown.flatMap((row) => {
    const current = known.get(row.id)
    if (current !== undefined) return [current]
    return oldest !== undefined && row.id < oldest ? [row] : []
  })
  if (kept.length === 0) return { shown: incoming, waiting: 0 }
  return { shown: kept, waiting: incoming.filter(({ id }) => id > newest.id).length }
}
