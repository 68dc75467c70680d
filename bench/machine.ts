import { mkdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { resolve } from 'node:path'

/** One line that says on what something was measured, and when. `folder` is where the database was, if there was one. */
export function describeMachine(folder?: string): string {
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  const parts = [
    cpus()[0]?.model.trim() ?? process.arch,
    `${availableParallelism()} cores`,
    `${gibibytes} GiB of memory`,
    `Node ${process.versions.node}`,
    `${type()} ${release()}`,
    ...(folder === undefined ? [] : [`database on ${fileSystemOf(folder) ?? 'an unknown file system'}`]),
  ]
  return `${new Date().toISOString().slice(0, 10)}; ${parts.join(', ')}`
}

/** Makes the folder. Throws when what is in it would live in memory: nothing that is called durable there is. */
export function requireDisk(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const fileSystem = fileSystemOf(folder)
  if (fileSystem === 'tmpfs' || fileSystem === 'ramfs')
    throw new Error(`\`${folder}\` is on ${fileSystem}, which is memory; name a folder on a disk with \`--folder\``)
}

/** Name of the file system that holds a folder, as the kernel calls it; null where there is no `/proc`. */
function fileSystemOf(folder: string): string | null {
  if (process.platform !== 'linux') return null
  const path = resolve(folder)
  let best = { mountPoint: '', fileSystem: null as string | null }
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [mount = '', rest = ''] = line.split(' - ')
    const mountPoint = mount.split(' ')[4] ?? ''
    const holds = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`)
    if (holds && mountPoint.length >= best.mountPoint.length)
      best = { mountPoint, fileSystem: rest.split(' ')[0] ?? null }
  }
  return best.fileSystem
}
