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

/** The processor time that it has used, in milliseconds. */
export function processorMsOf(processId: number): number {
  const [, , , , , , , , , , , user = '0', system = '0'] = statOf(processId)
  // In ticks, of which Linux tells programs a hundred a second.
  return (Number(user) + Number(system)) * 10
}

function parentOf(processId: number): number | null {
  try {
    const [state, parent] = statOf(processId)
    return state === 'Z' ? null : Number(parent)
  } catch {
    return null
  }
}

/** What Linux tells of it, from its state on. */
function statOf(processId: number): string[] {
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
