export interface TallyRequest {
  readonly nowMs: number
  /** At most so many traces are tallied in one go. */
  readonly limit: number
}

/** How long figures are kept for every minute; those for every hour and every day are kept for good. */
export const minutesKeptMs = 3 * 24 * 60 * 60 * 1000

/** Counts traces of all projects after they were recorded, so that no trace waits for being counted. */
export interface Tallies {
  /**
   * Counts the next traces, oldest first, and remembers that, in one transaction: each is counted once, whoever calls this
   * how often, and whoever is killed. Only traces of minutes that ended a minute ago are counted, since traces become
   * durable out of the order of their ids. Returns how many there were; less than `limit` means that no more wait.
   */
  tally(request: TallyRequest): Promise<number>
  /** Removes figures for minutes that have outlived their time. Returns how many rows went. */
  expireMinutes(nowMs: number): Promise<number>
}
