import { readdirSync, readFileSync } from 'node:fs'

/** `USER_HZ`, in which `/proc` counts time: 100 on every architecture that Node runs on. */
const ticksPerSecond = 100

interface ProcessStat {
  readonly id: number
  readonly parentId: number
  /** Of itself and of the children that have ended and that it has waited for. */
  readonly cpuSeconds: number
}

/** User and system time of a process and of all that it started, whether they still run or not, in seconds. */
export function treeCpuSeconds(rootId: number): number {
  return treeOf(rootId).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
}

/**
 * Memory that a process and all that it started hold, in MiB: what each has for itself, and once the largest part that
 * they share. The sum of their resident sizes would count PostgreSQL's buffers once for each connection.
 */
export function treeMemoryMiB(rootId: number): number {
  let own = 0
  let shared = 0
  for (const { id } of treeOf(rootId)) {
    const memory = memoryOf(id)
    own += memory.anonymousKiB
    shared = Math.max(shared, memory.sharedKiB + memory.fileKiB)
  }
  return (own + shared) / 1024
}

/** Throws when the process itself has ended; those that it started may end meanwhile. */
function treeOf(rootId: number): ProcessStat[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
  const tree = all.filter(({ id }) => id === rootId)
  if (tree.length === 0) throw new Error(`process ${rootId} has ended while it was measured`)
  for (const { id } of tree) tree.push(...all.filter(({ parentId }) => parentId === id))
  return tree
}

function statOf(id: number): ProcessStat | null {
  const stat = readIfThere(`/proc/${id}/stat`)
  if (stat === null) return null
  // The name of the program may hold blanks and parentheses; fields are counted from behind the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return { id, parentId: Number(fields[1]), cpuSeconds: ticks / ticksPerSecond }
}

function memoryOf(id: number) {
  const status = readIfThere(`/proc/${id}/status`) ?? ''
  const kibibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
  return {
    anonymousKiB: kibibytes('RssAnon'),
    sharedKiB: kibibytes('RssShmem'),
    fileKiB: kibibytes('RssFile'),
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // ESRCH: it ended between being opened and being read.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
