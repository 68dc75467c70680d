interface Exiting {
  on(event: 'beforeExit', listener: () => void): unknown
  off(event: 'beforeExit', listener: () => void): unknown
}

const flushes = new Set<() => void>()
const onExit = () => {
  for (const flush of flushes) flush()
}

/**
 * Has something done when the process has nothing else to do, where there are processes. It may be done several times: what
 * it begins keeps the process alive, which then has again nothing else to do. Returns what undoes it.
 */
export function flushAtExit(flush: () => void): () => void {
  const { process } = globalThis as { process?: Partial<Exiting> }
  if (typeof process?.on !== 'function' || typeof process.off !== 'function') return () => {}
  if (flushes.size === 0) process.on('beforeExit', onExit)
  flushes.add(flush)
  return () => {
    flushes.delete(flush)
    if (flushes.size === 0) process.off?.('beforeExit', onExit)
  }
}
