import type { Page } from 'playwright-core'

/** What held up the main thread of a page, in milliseconds each. A browser reports what took more than 50. */
export interface Watched {
  readonly longTasksMs: readonly number[]
  readonly frames: number
}

/** Runs in the page. */
const counting = `
  const watched = (globalThis.watchedByBenchmark = { longTasksMs: [], frames: 0 })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.longTasksMs.push(duration)
  }).observe({ type: 'longtask', buffered: true })
  requestAnimationFrame(function count() {
    watched.frames++
    requestAnimationFrame(count)
  })`
const taking = `(() => {
  const { longTasksMs, frames } = globalThis.watchedByBenchmark
  globalThis.watchedByBenchmark.frames = 0
  return { longTasksMs: longTasksMs.splice(0), frames }
})()`

/** From the next navigation on, long tasks and frames of the page are counted in the page itself. */
export async function watchPage(page: Page): Promise<void> {
  await page.addInitScript({ content: counting })
}

/** What was counted since the last call. */
export async function takeWatched(page: Page): Promise<Watched> {
  return page.evaluate<Watched>(taking)
}

export function longest({ longTasksMs }: Watched): number {
  return Math.max(0, ...longTasksMs)
}
