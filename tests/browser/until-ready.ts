import type { Page } from 'playwright-core'

/**
 * What a page still waits for; null when everything has come, is in its place, and answers when it is clicked. React streams
 * into hidden elements and leaves them where it drew their content itself in the meantime: a person sees those no more than
 * they see the rest of the machinery, so they are taken away.
 */
const waitsFor = `(() => {
  const main = document.querySelector('main')
  if (main === null) return 'a main part'
  if (document.querySelector('template[id^="B:"]') !== null) return 'what is streamed to be put in its place'
  const statuses = [...document.querySelectorAll('[role=status]')]
  if (statuses.some((each) => /^loading /.test(each.textContent))) return 'what is loading'
  for (const left of document.querySelectorAll('[hidden][id^="S:"]')) left.remove()
  const controls = [...main.querySelectorAll('button, input:not([type=hidden]), select, textarea')]
  if (![main, ...controls].every((each) => Object.keys(each).some((name) => name.startsWith('__reactFiber')))) return 'being alive'
  return null
})()`
const patienceMs = 60_000
const betweenMs = 30

function untilReady(page: Page): Promise<void> {
  return until(page, waitsFor)
}

/** From now on a visit to a page of this origin ends when the page is as a person finds it, not when it has been loaded. */
export function visitUntilReady(page: Page, origin: string): void {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)]
  page.goto = async (url, options) => {
    const response = await goto(url, options)
    if (new URL(url).origin === origin) await untilReady(page)
    return response
  }
  page.reload = async (options) => {
    const response = await reload(options)
    await untilReady(page)
    return response
  }
}

/** What is on the screen of a timeline is drawn only when it comes near. */
export function untilDrawn(page: Page): Promise<void> {
  return until(
    page,
    `[...document.querySelectorAll('[data-step]')].every((step) => {
      const { top, bottom } = step.getBoundingClientRect()
      return bottom < 0 || top > innerHeight || step.childElementCount > 0
    }) ? null : 'steps to be drawn'`,
  )
}

/** Asked from here, again and again: a page of ours may not evaluate what it is told to wait for. */
async function until(page: Page, missing: string): Promise<void> {
  const beganMs = performance.now()
  for (;;) {
    const what = await page.evaluate<string | null>(missing).catch(() => 'an end of its coming and going')
    if (what === null) return
    if (performance.now() - beganMs > patienceMs) throw new Error(`\`${page.url()}\` waits in vain for ${what}`)
    await page.waitForTimeout(betweenMs)
  }
}
