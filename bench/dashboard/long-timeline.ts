import type { BrowserContext, Page } from 'playwright-core'
import { longest, takeWatched, watchPage } from './long-tasks.ts'

/** One visit of a long session. */
export interface TimelineVisit {
  /** From the navigation until the first steps stand on the screen. */
  readonly thereMs: number
  readonly scrollLongestMs: number
  readonly scrollSeconds: number
  /** In the whole document, when the end was reached. */
  readonly elements: number
  readonly jumpMs: number
  readonly jumpLongestMs: number
}

export interface LongSession {
  readonly address: string
  /** The trace that was recorded last. */
  readonly lastId: string
}

/** As much as a wheel turned fast does in a fifteenth of a second. */
const stride = 2_400
const betweenStridesMs = 60
const longestScrollMs = 10 * 60_000

/** Opens the session, scrolls to its end as with a wheel, and, from its top again, jumps there. */
export async function visitTimeline(context: BrowserContext, { address, lastId }: LongSession): Promise<TimelineVisit> {
  const page = await context.newPage()
  try {
    await watchPage(page)
    const thereMs = await open(page, address)
    await takeWatched(page)
    const scrollSeconds = (await timeOf(() => scrollTo(page, lastId))) / 1_000
    const scrolled = await takeWatched(page)
    const elements = await page.locator('*').count()
    await open(page, address)
    await takeWatched(page)
    const jumpMs = await timeOf(async () => {
      await page.getByRole('button', { name: 'To the end' }).click()
      while (!(await page.evaluate<boolean>(isOnScreen(lastId)))) await page.waitForTimeout(10)
    })
    const jumpLongestMs = longest(await takeWatched(page))
    return { thereMs, scrollLongestMs: longest(scrolled), scrollSeconds, elements, jumpMs, jumpLongestMs }
  } finally {
    await page.close()
  }
}

/** Until a step is drawn, by the clock of the page, which starts with the navigation. */
async function open(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' })
  await page.locator('[data-step]').first().waitFor({ state: 'visible' })
  return page.evaluate<number>('new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())))')
}

async function scrollTo(page: Page, lastId: string): Promise<void> {
  await page.mouse.move(700, 500)
  const began = performance.now()
  while (!(await page.evaluate<boolean>(isOnScreen(lastId)))) {
    if (performance.now() - began > longestScrollMs)
      throw new Error('scrolling does not come to the end of the session')
    await page.mouse.wheel(0, stride)
    await page.waitForTimeout(betweenStridesMs)
  }
}

/** A step stands for its call and its result. */
function isOnScreen(id: string): string {
  return `(() => {
    const top = document.querySelector('[data-step="${id}"], [data-result="${id}"]')?.getBoundingClientRect().top
    return top !== undefined && top < innerHeight
  })()`
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
