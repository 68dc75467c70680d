import type { Page } from 'playwright-core'

/** Opens all that opens in place. Returns how much there was. */
export function unfold(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const closed = document.querySelectorAll(
      'main button[aria-expanded=false]:not([aria-haspopup]), main details:not([open]) > summary',
    )
    for (const element of closed) element.click()
    return closed.length
  })()`)
}

/** Opens all that opens in place, and then menus and dialogs, one of each kind, while `look` looks. */
export async function openEverything(page: Page, look: () => Promise<void>): Promise<void> {
  if ((await unfold(page)) > 0) await look()
  const triggers = page.locator('main button[aria-haspopup]:visible')
  const labels = new Set<string>()
  for (let index = 0; index < Math.min(await triggers.count(), 60) && labels.size < 4; index++) {
    const trigger = triggers.nth(index)
    const kind = (await trigger.getAttribute('data-kind')) ?? (await trigger.innerText()).split(/\s/, 1)[0] ?? ''
    if (labels.has(kind)) continue
    labels.add(kind)
    await trigger.click()
    await page.locator(overlay).first().waitFor()
    await look()
    await closeOverlay(page)
  }
}

const overlay = '[role=dialog], [role=alertdialog], [role=menu]'

async function closeOverlay(page: Page): Promise<void> {
  for (let attempt = 0; (await page.locator(overlay).count()) > 0; attempt++) {
    if (attempt === 100) throw new Error(`what was opened on ${page.url()} does not close`)
    await page.keyboard.press('Escape')
    await page.waitForTimeout(50)
  }
}
