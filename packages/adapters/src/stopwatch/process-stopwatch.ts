import type { Stopwatch } from '@agentsentry/pipeline'

/** Microseconds since the process began. */
export const processStopwatch: Stopwatch = { nowUs: () => performance.now() * 1000 }
