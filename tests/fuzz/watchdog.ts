import { isMainThread, workerData } from 'node:worker_threads'

/** The signal that ends a process whose case takes too long. Nothing else sends it, and it leaves no core behind. */
export const outOfTime = 'SIGALRM'

export interface Watched {
  /** One number: that of the case under way, and 0 between cases. */
  readonly underWay: Int32Array
  readonly parentProcessId: number
  readonly maxCpuMs: number
}

const lookEveryMs = 100

/**
 * Runs in a thread beside cases, which nothing else can interrupt. Processor time is what counts: on a loaded machine a case
 * may take long without being to blame.
 */
function watch({ underWay, parentProcessId, maxCpuMs }: Watched): void {
  let seen = 0
  let beganMs = 0
  setInterval(() => {
    if (process.ppid !== parentProcessId) process.kill(process.pid, 'SIGKILL')
    const { user, system } = process.cpuUsage()
    const nowMs = (user + system) / 1000
    const current = Atomics.load(underWay, 0)
    if (current !== seen) beganMs = nowMs
    else if (current !== 0 && nowMs - beganMs > maxCpuMs) process.kill(process.pid, outOfTime)
    seen = current
  }, lookEveryMs)
}

if (!isMainThread) watch(workerData)
