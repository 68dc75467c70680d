import type { BrowserContext, Page } from 'playwright-core'
import { longest, takeWatched, watchPage } from './long-tasks.ts'

/** One visit of a long session. */
export interface TimelineVisit {
  /** From the navigation until the first steps stand on the screen. */
  readonly thereMs: number
  readonly scrollLongestMs: number
  readonly scrollSeconds: number
  readonly stepsSeen: number
  readonly jumpMs: number
  readonly jumpLongestMs: number
}

const step = '[data-step]'
/** As much as a wheel turned fast does in a fifth of a second. */
const stride = 2_400
const betweenStridesMs = 60

/** Opens the session, scrolls to its end step by step, and, from its top again, jumps there. */
export async function visitTimeline(context: BrowserContext, address: string, steps: number): Promise<TimelineVisit> {
  const page = await context.newPage()
  try {
    await watchPage(page)
    const thereMs = await open(page, address)
    await takeWatched(page)
    const began = performance.now()
    const stepsSeen = await scrollToEnd(page, steps)
    const scrollSeconds = (performance.now() - began) / 1_000
    const scrolled = await takeWatched(page)
    await open(page, address)
    await takeWatched(page)
    const jumpMs = await jumpToEnd(page)
    return {
      thereMs,
      scrollLongestMs: longest(scrolled),
      scrollSeconds,
      stepsSeen,
      jumpMs,
      jumpLongestMs: longest(await takeWatched(page)),
    }
  } finally {
    await page.close()
  }
}

/** Until a step is drawn, by the clock of the page, which starts with the navigation. */
async function open(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' })
  await page.locator(`${step} >> nth=0`).waitFor({ state: 'visible' })
  return page.evaluate<number>('new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())))')
}

/** Scrolls as a wheel does, and waits where steps are fetched, until there are as many steps as there should be. */
async function scrollToEnd(page: Page, steps: number): Promise<number> {
  await page.mouse.move(700, 500)
  let still = 0
  for (let before = -1; still < 50; ) {
    await page.mouse.wheel(0, stride)
    await page.waitForTimeout(betweenStridesMs)
    const [at, seen] = await page.evaluate<[number, number]>(`[scrollY, document.querySelectorAll('${step}').length]`)
    still = at === before ? still + 1 : 0
    before = at
    if (still > 2 && seen >= steps) break
  }
  return page.locator(step).count()
}

async function jumpToEnd(page: Page): Promise<number> {
  const began = performance.now()
  await page
    .getByRole('button', { name: /newest|end|last/i })
    .first()
    .click()
  await page.waitForFunction(`scrollY > 0 && scrollY + innerHeight > document.documentElement.scrollHeight - 200`)
  return performance.now() - began
}
