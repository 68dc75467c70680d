import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newRuleSchema } from '@agentsentry/contract'
import { checkRule } from '@agentsentry/engine'
import { describe, expect, test } from 'vitest'
import { root } from '../run-command.ts'
import { ruleSetOf, searchEngine } from './engine-search.ts'
import { askPython } from './python-regex.ts'
import { pythonTest } from './python-test.ts'

// The tables of docs/regex-differences.md, row by row.

const page = readFileSync(join(root, 'docs/regex-differences.md'), 'utf8')
const rows = [...page.matchAll(/^\| `(.+?)` \| `(".*?")` \| (.+?) \| (.+?) \| .*\|$/gm)].map(
  ([, pattern = '', text = '', here = '', python = '']) => ({
    pattern: pattern.replaceAll('\\|', '|'),
    text: JSON.parse(text) as string,
    here: outcomeOf(here),
    python: outcomeOf(python),
  }),
)

test('every row of the tables is read', () => {
  const lines = page.split('\n').filter((line) => line.startsWith('| `'))
  expect(rows.length).toBe(lines.length)
  expect(rows.length).toBeGreaterThan(40)
})

describe('the engine reads the pattern as the table says', () => {
  test.each(rows)('$pattern on $text: $here', ({ pattern, text, here }) => {
    const isRefused = checkRule(newRuleSchema.parse({ name: 'a', pattern })).some(({ code }) => /^regex_/.test(code))
    expect(isRefused ? 'refused' : (searchEngine(ruleSetOf([pattern]), text).get(0) ?? 'no match')).toEqual(here)
  })
})

pythonTest('Python reads every pattern as the table says', () => {
  const answers = askPython(rows.map(({ pattern, text }) => ({ pattern, isAscii: false, texts: [text] })))
  const found = answers.map((answer) => ('refused' in answer ? 'refused' : (answer[0] ?? 'no match')))
  expect(rows.map((row, index) => ({ ...row, python: found[index] }))).toEqual(rows)
})

function outcomeOf(cell: string): string | number[] {
  return cell.startsWith('`') ? JSON.parse(cell.slice(1, -1)) : cell
}
