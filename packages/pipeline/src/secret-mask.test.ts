import { newRuleSchema } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { secretMask } from './secret-mask.ts'

const rules = [
  { name: 'keys', pattern: 'key-[0-9]{6}', tags: ['x-secret'], on: ['tool_call' as const], tools: ['shell'] },
  { name: 'words', pattern: 'harmless', tags: [] },
].map((rule) => newRuleSchema.parse(rule))

test('what secret rules find is masked wherever it stands, and nothing else', () => {
  const mask = secretMask(rules)
  expect(mask('a harmless text')).toBe('a harmless text')
  const masked = mask('{"args":{"a":"key-123456","b":["x key-654321 y"]}}')
  expect(masked).not.toMatch(/123456|654321/)
  expect(masked).toMatch(/"a":.*\[masked:keys\].*"b"/)
})

test('a secret that is written in another way is masked as well', () => {
  const mask = secretMask(rules)
  const hidden = Buffer.from('the key-123456 of the door').toString('base64')
  expect(mask(`see ${hidden}`)).not.toContain(hidden)
})
