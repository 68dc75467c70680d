import { expect, test } from 'vitest'
import { looksLikeShell, needsShell } from './looks-like-shell.ts'

test.each(['cargo build --release', "don't go", 'Dear Ann\nsee you', 'weather in Oslo', ''])(
  'words that stand as a shell reads them need none: %j',
  (value) => {
    expect(needsShell(value)).toBe(false)
  },
)

test.each([
  "r''m x",
  'r"m"',
  'a; b',
  '$x',
  'sudo rm',
  'first\n  then rm',
  '/bin/rm -rf /',
  'find / -delete',
  'A=b rm',
  'bash x',
])('words that a shell may read otherwise need one: %j', (value) => {
  expect(needsShell(value)).toBe(true)
})

test.each(['a | b', 'a && b', '$(a)', '`a`', 'cat << E', "r''m", '{a,b}', 'sudo x'])(
  '%j looks like a script',
  (value) => {
    expect(looksLikeShell(value)).toBe(true)
  },
)

test.each(['It is "fine" (see below) & <b>good</b>', '{ "a": "b" }', 'f(x) = y > z'])(
  '%j does not look like one',
  (value) => {
    expect(looksLikeShell(value)).toBe(false)
  },
)

test('a very long text of slashes is read in linear time', () => {
  // Squared, this would take minutes, and run into the time that a test may take.
  expect(needsShell('/'.repeat(1_000_000))).toBe(false)
  expect(needsShell(`${'a/'.repeat(500_000)} b`)).toBe(true)
})
