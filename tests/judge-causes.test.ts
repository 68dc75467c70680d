import { describe, expect, it } from 'vitest'
import { explainCause } from '../apps/dashboard/src/app/(console)/checks/explain-cause.ts'
import { judgeUnavailableCodes } from '../packages/pipeline/src/ports/judge.ts'

describe('the dashboard', () => {
  it.each([...judgeUnavailableCodes, 'gone'])('says in words what `%s` means, and what to do', (code) => {
    const explained = explainCause(`${code}: words`)
    expect(explained).toMatchObject({ code, words: 'words' })
    expect(explained?.advice).toMatch(/\.$/)
  })
})
