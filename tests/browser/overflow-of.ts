import type { Page } from 'playwright-core'

/** By how many pixels the page is wider than the screen: more than none means that it scrolls sideways. */
export async function overflowOf(page: Page): Promise<number> {
  return Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
}
