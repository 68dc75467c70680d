import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** No serious or critical violation of WCAG 2.2 A and AA, nor of what axe knows beside, in the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  // In the page itself, which has no frames: what axe does for those opens another page each time.
  const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const told = grave.map(({ id, help, nodes }) => ({ id, help, where: nodes.map(({ html }) => html.slice(0, 300)) }))
  expect(told, `on ${page.url()}`).toEqual([])
  // A page that did not come has no faults either.
  expect(passes.length).toBeGreaterThan(10)
}
