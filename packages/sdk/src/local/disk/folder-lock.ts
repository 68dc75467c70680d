import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { AgentSentryError } from '../../errors.ts'

/** How often a lock says that its owner lives, and after what silence it does not count any more, in milliseconds. */
const heartbeatMs = 5_000
const longestSilenceMs = 20_000

const held = new Set<string>()

/**
 * Keeps a folder to one process. Throws `folder_in_use`. A process that was killed leaves its lock behind: on the same host
 * it is taken over at once, elsewhere when it has been silent for a while.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock')
  if (held.has(path) || isHeld(path)) {
    throw new AgentSentryError(
      'folder_in_use',
      `the folder \`${folder}\` is in use by another tracer; give each its own`,
    )
  }
  held.add(path)
  writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { mode: 0o600 })
  const timer = setInterval(() => {
    try {
      const now = new Date()
      utimesSync(path, now, now)
    } catch {
      // The folder is gone; whoever writes to it will tell.
    }
  }, heartbeatMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    held.delete(path)
    rmSync(path, { force: true })
  }
}

function isHeld(path: string): boolean {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, 'utf8'))
    if (Date.now() - statSync(path).mtimeMs > longestSilenceMs) return false
    return host !== hostname() || (pid !== process.pid && isAlive(pid))
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
