import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Whether the children of a process can be told here. */
export const canTellChildren = existsSync('/proc/self/stat')

/** The ids of the processes that this one started and that still run. */
export function childrenOf(processId: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => parentOf(id) === processId)
}

/** Whether it runs; one that has ended and that nobody has taken notice of does not. */
export function isRunning(processId: number): boolean {
  return parentOf(processId) !== null
}

function parentOf(processId: number): number | null {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? null : Number(parent)
  } catch {
    return null
  }
}
