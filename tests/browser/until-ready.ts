import type { Page, Response } from 'playwright-core'

/**
 * Everything has come, nothing of it waits in a hidden element to be put in its place (as React does with what it streams),
 * and it answers when it is clicked.
 */
const isReady = `(() => {
  const main = document.querySelector('main')
  if (document.querySelector('[hidden][id^="S:"]') !== null) return false
  const isLoading = [...document.querySelectorAll('[role=status]')].some((each) => /^loading /.test(each.textContent))
  return main !== null && !isLoading && Object.keys(main).some((name) => name.startsWith('__reactFiber'))
})()`
const patienceMs = 60_000
const betweenMs = 30

function untilReady(page: Page): Promise<void> {
  return until(page, isReady)
}

/** From now on a visit to a page of this origin ends when the page is as a person finds it, not when it has been loaded. */
export function visitUntilReady(page: Page, origin: string): void {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)]
  const settle = async (response: Response | null) => {
    if (new URL(page.url()).origin === origin) await untilReady(page)
    return response
  }
  page.goto = async (url, options) => settle(await goto(url, options))
  page.reload = async (options) => settle(await reload(options))
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
