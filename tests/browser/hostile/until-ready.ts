import type { Page } from 'playwright-core'

/** Everything has come, and answers when it is clicked. */
const isReady = `(() => {
  const main = document.querySelector('main')
  const isLoading = [...document.querySelectorAll('[role=status]')].some((each) => /^loading /.test(each.textContent))
  return main !== null && !isLoading && Object.keys(main).some((name) => name.startsWith('__reactFiber'))
})()`
const patienceMs = 60_000
const betweenMs = 30

export function untilReady(page: Page): Promise<void> {
  return until(page, isReady)
}

/** What is on the screen of a timeline is drawn only when it comes near. */
export function untilDrawn(page: Page): Promise<void> {
  return until(
    page,
    `[...document.querySelectorAll('[data-step]')].every((step) => {
      const { top, bottom } = step.getBoundingClientRect()
      return bottom < 0 || top > innerHeight || step.childElementCount > 0
    })`,
  )
}

/** Asked from here, again and again: a page of ours may not evaluate what it is told to wait for. */
async function until(page: Page, condition: string): Promise<void> {
  const beganMs = performance.now()
  while (!(await page.evaluate<boolean>(condition).catch(() => false))) {
    if (performance.now() - beganMs > patienceMs) throw new Error(`waited in vain on ${page.url()}`)
    await page.waitForTimeout(betweenMs)
  }
}
