import { describe, expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, afterEach, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
let ruleId: number
let firstSet: number
beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
  const { client } = dashboard
  ruleId = (await client.createRule({ name: 'watched', pattern: 'one', decision: 'warn' })).id
  firstSet = (await client.ruleSets()).items[0]?.number ?? 0
  await client.updateRule(ruleId, { pattern: 'two', decision: 'block' })
}, startTimeoutMs)
afterAll(async () => {
  // Pages that are open when their server goes have something to complain of.
  await browser?.close().finally(() => dashboard?.stop())
})
afterEach(() => browser.closePages())

const watched = async () => (await dashboard.client.rules()).find(({ id }) => id === ruleId)

test('versions of a rule are told field by field, and an earlier one comes back', async () => {
  const page = await browser.openPage({ url: `${dashboard.url}/rules/${ruleId}/history` })
  await page.getByText('as it is now').waitFor()
  await page.getByText('decision: block').waitFor()
  await page.getByText('first version').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Restore this version' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore version' }).click()
  await page.getByText('Version restored').waitFor()
  expect(await watched()).toMatchObject({ pattern: 'one', decision: 'warn' })
  await expect.poll(() => page.getByText('the same as now').count()).toBe(1)
})

describe('rule sets', () => {
  test('are listed with what changed and by whom', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/rules/sets` })
    await page.getByRole('row').filter({ hasText: 'created 1' }).filter({ hasText: 'watched' }).waitFor()
    await page.getByRole('row').filter({ hasText: 'in force' }).filter({ hasText: 'anonymous' }).waitFor()
    await expectAccessible(page)
  })

  test('are gone back to after it is said what that does', async () => {
    const { client } = dashboard
    await client.createRule({ name: 'came_later', pattern: 'q' })
    await client.updateRule(ruleId, { pattern: 'three' })
    const page = await browser.openPage({ url: `${dashboard.url}/rules/sets/${firstSet}` })
    await page.getByRole('heading', { name: 'What has changed since' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Go back to this set' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 rule that did not exist then are deleted.').waitFor()
    await dialog.getByText('1 rule become what they were.').waitFor()
    await dialog.getByRole('button', { name: 'Go back to this set' }).click()
    await page.getByText(`The rules are those of rule set ${firstSet} again`).waitFor()
    await page.getByText('as the rules are now').waitFor()
    expect(await watched()).toMatchObject({ pattern: 'one' })
    expect((await client.rules()).some(({ name }) => name === 'came_later')).toBe(false)
  })

  test.each(['0', '4711', 'x', '1e9', '-1'])('number %s is no page', async (number) => {
    browser.faults.expect(/status of 404/)
    const page = await browser.openPage({ url: `${dashboard.url}/rules/sets/${number}` })
    await page.getByText('There is no such thing').waitFor()
    await page.context().close()
  })
})

describe('a document', () => {
  const document = 'rules:\n  - name: watched\n    pattern: four\n  - name: brand_new\n    pattern: "a*"\n'

  test('shows what it would change, with warnings, and changes nothing until it is applied', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/rules/import` })
    await page.getByLabel('YAML', { exact: true }).fill(document)
    await page.getByRole('button', { name: 'Show what would change' }).click()
    await page.getByText('2 of 2 rules would change').waitFor()
    await page.getByText('it matches the empty text').waitFor()
    await expectAccessible(page)
    expect(await watched()).toMatchObject({ pattern: 'one' })
    await page.getByRole('button', { name: 'Apply these changes' }).click()
    await page.getByText('1 created, 1 updated, 0 as before. They are in force').waitFor()
    expect(await watched()).toMatchObject({ pattern: 'four' })
  })

  test('comes as a file, chosen or dropped', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/rules/import` })
    await page.getByLabel('File of rules').setInputFiles({
      name: 'mine.yaml',
      mimeType: 'application/yaml',
      buffer: Buffer.from(await dashboard.client.exportRules()),
    })
    await page.getByText('Nothing would change').waitFor()
    await page.getByText('mine.yaml').waitFor()
    const transfer = await page.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.items.add(new File(['rules:\\n  - name: dropped\\n    pattern: d\\n'], 'd.yaml')); return data })()`,
    )
    await page
      .getByText('or drop it here')
      .or(page.getByText('mine.yaml'))
      .dispatchEvent('drop', { dataTransfer: transfer })
    await page.getByText('1 of 1 rules would change').waitFor()
  })

  test('with faults is refused line by line, whatever it holds', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/rules/import`, viewport: 'phone' })
    const name = `\u202e${'n'.repeat(150)}`
    await page
      .getByLabel('YAML', { exact: true })
      .fill(`rules:\n  - name: "${name}"\n    pattern: "a(?=b)"\n  - nope: 1\n`)
    await page.getByRole('button', { name: 'Show what would change' }).click()
    await page.getByText('line 2', { exact: true }).waitFor()
    await page.getByText('RE2 does not have look-ahead').waitFor()
    expect(await page.getByText('line 4', { exact: true }).count()).toBeGreaterThan(0)
    expect(await overflowOf(page)).toBe(0)
    await expectAccessible(page)
    await page.getByLabel('YAML', { exact: true }).fill('- [')
    await page.getByRole('button', { name: 'Show what would change' }).click()
    await page.getByText('line 1', { exact: true }).waitFor()
  })
})

test('an API that is down is said on every page of the rules', async () => {
  browser.faults.expect(/status of 50\d|ERR_|net::/)
  await dashboard.stopApi()
  for (const path of [
    '/rules',
    `/rules/${ruleId}`,
    `/rules/${ruleId}/history`,
    '/rules/sets',
    '/rules/sets/1',
    '/rules/new',
  ]) {
    const page = await browser.openPage({ url: dashboard.url + path })
    await page.getByText('The API does not answer').first().waitFor()
    await page.context().close()
  }
})
