import { readFileSync } from 'node:fs'

/** `USER_HZ`, in which `/proc` counts time: 100 on every architecture that Node runs on. */
const ticksPerSecond = 100

/** User and system time of a process with all its threads, in seconds; NaN where there is no `/proc`. */
export function cpuSecondsOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  // The name of the program may hold blanks and parentheses; fields are counted from behind the last one.
  const fields = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop() ?? '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
