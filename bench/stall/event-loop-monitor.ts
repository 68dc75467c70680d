import { isMainThread } from 'node:worker_threads'

// Loaded into a server before all else (`--import`). At SIGUSR2 it prints how long the event loop stood still at most
// since the last time, and how much the thread worked at most between two turns, which is the same but for what other
// programs took of the processor. Then it starts anew.

if (isMainThread) {
  let turnedMs = performance.now()
  let workedUs = worked()
  let longestMs = 0
  let mostUs = 0
  setInterval(() => {
    const now = performance.now()
    const nowWorkedUs = worked()
    longestMs = Math.max(longestMs, now - turnedMs)
    mostUs = Math.max(mostUs, nowWorkedUs - workedUs)
    turnedMs = now
    workedUs = nowWorkedUs
  }, 1).unref()
  process.on('SIGUSR2', () => {
    console.log(`event loop: stood still for ${longestMs.toFixed(1)} ms, worked for ${(mostUs / 1000).toFixed(1)} ms`)
    longestMs = 0
    mostUs = 0
  })
}

function worked(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}
