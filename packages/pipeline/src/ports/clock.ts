/** Milliseconds since the Unix epoch. */
export interface Clock {
  nowMs(): number
}

/** Microseconds, with fractions, since some moment. It never goes back. */
export interface Stopwatch {
  nowUs(): number
}

/** Ids are UUIDs of version 7. Those of one process sort in the order in which they were asked for. */
export interface Ids {
  next(): { id: string; timeMs: number }
}
