import { describe, expect, it } from 'vitest'
import { explainCause } from './explain-cause.ts'

describe('why there is no opinion', () => {
  it('is said in words, with what to do', () => {
    const explained = explainCause('unauthorized: what the worker wrote')
    expect(explained).toMatchObject({ code: 'unauthorized', words: 'what the worker wrote' })
    expect(explained?.advice).toContain('OPENROUTER_API_KEY')
  })

  it('keeps the words, line breaks and colons in them, too', () => {
    expect(explainCause('upstream: HTTP 502:\nbad gateway')?.words).toBe('HTTP 502:\nbad gateway')
  })

  it('is told as it stands where the code is none that is known', () => {
    for (const cause of ['constructor: x', '__proto__: x', 'no code at all', '', 'later_code: y']) {
      expect(explainCause(cause)).toMatchObject({ code: 'unknown', words: cause })
    }
  })

  it('is nothing before anybody was asked', () => {
    expect(explainCause(null)).toBeNull()
  })
})
