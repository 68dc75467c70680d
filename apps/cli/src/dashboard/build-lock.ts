import { closeSync, mkdirSync, openSync, statSync, unlinkSync, utimesSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const freshenMs = 2_000
/** A lock that nobody has touched for so long is that of a process that is gone, whatever has its number now. */
const staleMs = 15_000

/**
 * Takes the lock, or says that another process that is alive has it. It only saves work: two builds at once would not hurt
 * each other. `release` gives it back.
 */
export function takeBuildLock(path: string): { release(): void } | null {
  mkdirSync(dirname(path), { recursive: true })
  if (!create(path)) {
    if (!isStale(path)) return null
    remove(path)
    if (!create(path)) return null
  }
  const timer = setInterval(() => touch(path), freshenMs)
  timer.unref()
  return {
    release: () => {
      clearInterval(timer)
      remove(path)
    },
  }
}

function create(path: string): boolean {
  try {
    const file = openSync(path, 'wx')
    writeSync(file, `${process.pid}\n`)
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isStale(path: string): boolean {
  const touchedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return Date.now() - touchedMs > staleMs
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // Somebody took it for stale. The build goes on: what it makes is put in place at once, or not at all.
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Another process has removed it already.
  }
}
