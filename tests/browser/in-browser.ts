import * as vitest from 'vitest'
import { whyNoBrowser } from './browser-path.ts'

// What files of browser tests are made of. Where there is no browser their tests are skipped, by name and with the reason,
// and nothing is started for them; in a CI run they fail instead, for there nobody would notice.

const reason = process.env.CI === 'true' ? null : whyNoBrowser()

type Body = () => unknown
type Each = (...cases: never[]) => (name: string, body: (...given: never[]) => unknown, timeoutMs?: number) => void

function skippedTest(name: string, body: Body): void {
  vitest.test.skip(`${name} (skipped: ${reason})`, body)
}

const skippedEach: Each =
  (...cases) =>
  (name, body) =>
    (vitest.test.skip.each as unknown as Each)(...cases)(`${name} (skipped: ${reason})`, body)

const neverRun: (body: Body, timeoutMs?: number) => void = () => {}

export const test: typeof vitest.test =
  reason === null ? vitest.test : (Object.assign(skippedTest, { each: skippedEach }) as unknown as typeof vitest.test)
export const beforeAll: typeof vitest.beforeAll =
  reason === null ? vitest.beforeAll : (neverRun as typeof vitest.beforeAll)
export const afterAll: typeof vitest.afterAll = reason === null ? vitest.afterAll : (neverRun as typeof vitest.afterAll)
export const afterEach: typeof vitest.afterEach =
  reason === null ? vitest.afterEach : (neverRun as typeof vitest.afterEach)
