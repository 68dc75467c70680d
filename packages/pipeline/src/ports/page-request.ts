/** A page of a listing. `beforeId` and `afterId` are ids that the page excludes; `limit` counts rows. */
export interface PageRequest {
  readonly limit: number
  readonly beforeId?: string | undefined
  readonly afterId?: string | undefined
  readonly beforeMs?: number | undefined
  readonly afterMs?: number | undefined
}
