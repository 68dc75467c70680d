import { activeFilters, type FilterName, onlyFilter, type SessionQuery, withoutFilter } from './session-query.ts'

/** Why a listing is empty. */
export type EmptyReason =
  /** Nothing passes one of these filters, even alone. */
  | { readonly kind: 'alone'; readonly filters: readonly FilterName[] }
  /** Each lets something through, all together nothing; without one of these there would be something. */
  | { readonly kind: 'together'; readonly without: readonly FilterName[] }

/** Finds out which filter excludes everything. `isEmpty` says whether a query finds nothing. */
export async function explainEmpty(
  query: SessionQuery,
  isEmpty: (query: SessionQuery) => Promise<boolean>,
): Promise<EmptyReason> {
  const active = activeFilters(query)
  const alone = await filtersWhere(active, (name) => isEmpty(onlyFilter(query, name)))
  if (alone.length > 0 || active.length < 2) return { kind: 'alone', filters: alone.length > 0 ? alone : active }
  const without = await filtersWhere(active, async (name) => !(await isEmpty(withoutFilter(query, name))))
  return { kind: 'together', without }
}

async function filtersWhere(names: readonly FilterName[], holds: (name: FilterName) => Promise<boolean>) {
  const answers = await Promise.all(names.map(holds))
  return names.filter((_, index) => answers[index])
}
