/** What one project is asked for at once. */
export interface Turn {
  readonly projectId: string
  readonly share: number
  /** How many it has given before. */
  readonly given: number
}

/**
 * Each round shares what is still missing among those that may have more, so it takes many only where each of many
 * projects has a little more than the one before. Whoever comes too short asks again.
 */
const mostRounds = 8

/**
 * Takes up to `limit` rows from projects that have some, in turn: none gives more than its equal share until all others
 * have given theirs or all they had. Where shares are not whole, and where there are more projects than rows, the first
 * come first. Returns the rows in the order of the turns, and those of a project in the order in which it gave them.
 */
export async function takeInTurn<Row extends { readonly project_id: string }>(
  projectIds: readonly string[],
  limit: number,
  take: (turns: readonly Turn[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const given = new Map(projectIds.map((projectId): [string, Row[]] => [projectId, []]))
  let missing = limit
  let open: readonly string[] = projectIds
  for (let round = 0; round < mostRounds && missing > 0 && open.length > 0; round++) {
    const turns = shareOut(missing, open, given)
    const rows = await take(turns)
    for (const row of rows) given.get(row.project_id)?.push(row)
    missing -= rows.length
    const more = turns.filter(({ projectId, share, given: before }) => lengthOf(given, projectId) === before + share)
    open = [...open.slice(turns.length), ...more.map(({ projectId }) => projectId)]
  }
  return interleave([...given.values()])
}

/** Where the next turn begins: behind whoever had the last one of this. */
export function lastInTurn(projectIds: readonly string[], limit: number): string | undefined {
  return projectIds[(limit - 1) % projectIds.length]
}

function shareOut(
  rows: number,
  projectIds: readonly string[],
  given: ReadonlyMap<string, readonly unknown[]>,
): readonly Turn[] {
  const each = Math.floor(rows / projectIds.length)
  const over = rows % projectIds.length
  return projectIds.slice(0, rows).map((projectId, at) => ({
    projectId,
    share: at < over ? each + 1 : each,
    given: lengthOf(given, projectId),
  }))
}

function lengthOf(given: ReadonlyMap<string, readonly unknown[]>, projectId: string): number {
  return given.get(projectId)?.length ?? 0
}

function interleave<Row>(lists: readonly (readonly Row[])[]): Row[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat()
}
