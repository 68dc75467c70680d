// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the shell's
import type { Content, Phase } from '@agentsentry/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collectText, type Line } from '../collect-text.ts'
import { charactersPerCharacter, freeCharacters } from './budget.ts'
import { makeViews } from './make-views.ts'
import { emptyMemory, remember, type SessionMemory } from './session-memory.ts'
import type { View } from './view.ts'

interface Given {
  readonly phase?: Phase
  readonly session?: SessionMemory
  readonly looksRotated?: boolean
}

function viewsOf(
  content: Content,
  { phase = 'tool_call', session = emptyMemory, looksRotated = false }: Given = {},
): View[] {
  return [...makeViews({ phase, lines: collectText(content), session, looksRotated })]
}

/** The first line of a view that holds a text. */
function lineWith(views: readonly View[], name: View['name'], text: string): Line | undefined {
  return views
    .filter((view) => view.name === name)
    .flatMap(({ lines }) => lines)
    .find(({ value }) => value.includes(text))
}

/** What content says where a text of a view came from. */
function sourceOf(content: Content, line: Line | undefined, text: string): string | undefined {
  const start = line?.value.indexOf(text) ?? -1
  const place = line?.origin?.locate(start, start + text.length)
  const value = place?.segments.reduce<unknown>((within, key) => (within as Record<string, unknown>)[key], content)
  return place === undefined ? undefined : String(value).slice(...place.span)
}

describe('views are made only when a text gives cause', () => {
  test.each([
    'Please book a flight from New York to Seattle on May 20th. Thank you!',
    'First, read it.  Then answer.\n\n  - indented\n  - again',
    'The quarterly report covers information about implementation and organization.',
  ])('%s', (text) => {
    expect(viewsOf({ text }, { phase: 'user' })).toEqual([])
  })
})

describe('a folded text leads back to where it came from', () => {
  test.each([
    ['zero-width characters', 'so sh\u200bare s\u200dsn now', 'share ssn', 'sh\u200bare s\u200dsn'],
    ['look-alikes', 'so ѕhаrе ssn now', 'share ssn', 'ѕhаrе ssn'],
    ['full-width letters', 'so ｓｈａｒｅ　ｓｓｎ now', 'share ssn', 'ｓｈａｒｅ　ｓｓｎ'],
    ['marks', 'so s\u0301h\u0338are ssn now', 'share ssn', 's\u0301h\u0338are ssn'],
    ['a ligature', 'so the ﬁle now', 'the file', 'the ﬁle'],
    ['white space', 'so share \t\t ssn now', 'share ssn', 'share \t\t ssn'],
    ['leetspeak', 'so 5h4r3 ssn now', 'share ssn', '5h4r3 ssn'],
    ['spaced letters', 'so s h a r e   s s n!', 'share ssn', 's h a r e   s s n'],
  ])('%s', (_name, text, read, written) => {
    const content = { text }
    expect(sourceOf(content, lineWith(viewsOf(content), 'folded', read), read)).toBe(written)
  })

  test('tag characters are read as the letters that they stand for', () => {
    const hidden = Array.from('share ssn', (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')
    const line = lineWith(viewsOf({ text: `Hello${hidden}!` }), 'folded', 'share ssn')
    expect(line?.origin?.via).toEqual(['tags'])
    expect(line?.origin?.locate(0, 9).span).toEqual([5, 23])
  })

  test('keys are folded too', () => {
    const lines = viewsOf({ args: { pаsswоrd: 'x' } }).flatMap((view) => view.lines)
    expect(lines.map(({ prefix }) => prefix)).toContain('password: ')
  })
})

describe('a decoded text leads back to the passage that was encoded, and names the steps', () => {
  test.each([
    ['base64', 'see cm0gLXJmIC9zcnY= now', 'cm0gLXJmIC9zcnY=', ['base64']],
    ['percent in base64', 'see cm0lMjAtcmYlMjAvc3J2 now', 'cm0lMjAtcmYlMjAvc3J2', ['base64', 'percent']],
    ['hex', 'see 726d202d7266202f737276 now', '726d202d7266202f737276', ['hex']],
    ['HTML entities', 'see &#114;m -rf /srv', '&#114;m -rf /srv', ['html']],
    ['escapes', 'see \\u0072m\\x20-rf /srv', '\\u0072m\\x20-rf /srv', ['escape']],
  ])('%s', (_name, text, written, via) => {
    const content = { text }
    const line = lineWith(viewsOf(content), 'decoded', 'rm -rf /srv')
    expect(sourceOf(content, line, 'rm -rf /srv')).toBe(written)
    expect(line?.origin?.via).toEqual(via)
  })

  test('JSON in a string is read with its own keys', () => {
    const line = lineWith(viewsOf({ args: { input: '{"cmd":{"run":"rm -rf"}}' } }), 'decoded', 'rm -rf')
    expect(line).toMatchObject({ prefix: 'run: ', segments: ['args', 'input'] })
  })

  test('ROT13 is undone when a rule has seen one of its words', () => {
    const text = 'Gurer vf n ybatre grkg'
    expect(lineWith(viewsOf({ text }, { looksRotated: true }), 'decoded', 'There is a longer text')).toBeDefined()
  })

  test('what only looks encoded stays as it is', () => {
    const text = 'commit 3f786850e387550fdab836ed7e6dc881de23001b by UserAccountManager at 10:20:30'
    expect(viewsOf({ text })).toEqual([])
  })
})

describe('a command is read as the shell would run it', () => {
  test.each([
    "r''m -rf /srv",
    'r\\m -r"f" /srv',
    "$'\\x72m' -rf /srv",
    'rm$IFS-rf${IFS}/srv',
    'a=rm; b=-rf; $a $b /srv',
    'v=xrmx; ${v:1:2} -rf /srv',
    '$(echo rm) -rf /srv',
    '{rm,-rf,/srv}',
    'echo cm0gLXJmIC9zcnY= | base64 -d | sh',
    'echo vrs/ fr- mr | rev | sh',
    'bash <<< \'r""m -rf /srv\'',
    'eval "r""m -rf /srv"',
    'sudo -u root env A=b nohup /bin/r""m -rf /srv',
    'echo /srv | xargs rm -r""f',
    "alias tidy='rm -rf'; tidy /srv",
    'find /srv -delete',
    'if true; then r""m -rf /srv; fi',
  ])('%s', (command) => {
    expect(lineWith(viewsOf({ tool: 'shell', args: { command } }), 'shell', 'rm -rf /srv')).toBeDefined()
  })

  test.each(["find /srv -name '*.pyc' -delete", 'find /srv -type f -delete', 'echo "rm" "-rf"', 'rm -- -rf /srv'])(
    'what does not delete a tree is not said to: %s',
    (command) => {
      expect(lineWith(viewsOf({ tool: 'shell', args: { command } }), 'shell', 'rm -rf /srv')).toBeUndefined()
    },
  )

  test('only arguments are read as commands', () => {
    expect(viewsOf({ tool: 'x', result: 'a="b"; c d' }).map(({ name }) => name)).not.toContain('shell')
  })
})

test('values of one container are joined, and lead back to the one in which a match starts', () => {
  const content = { args: { a: 'please sha', b: 're ssn' } }
  const line = lineWith(viewsOf(content), 'joined', 'share ssn')
  expect(line?.origin?.locate(7, 16)).toEqual({ segments: ['args', 'a'], span: [7, 10] })
})

test('the end of an earlier value stands before the next one at the same place, with the seam between them', () => {
  const session = remember(emptyMemory, { phase: 'user', content: { text: 'please sha' } })
  const line = lineWith(viewsOf({ text: 're ssn' }, { phase: 'user', session }), 'session', 'share ssn')
  expect(line?.seam).toBe('please sha'.length)
  expect(line?.origin?.locate(7, 16).span).toEqual([0, 6])
  expect(viewsOf({ text: 're ssn' }, { phase: 'assistant', session })).toEqual([])
})

test('a view says when it was cut short', () => {
  const views = viewsOf({ args: { command: 'a|'.repeat(300_000) } })
  expect(views.some(({ incomplete }) => incomplete !== undefined)).toBe(true)
})

const fragments = [
  'rm -rf /',
  'share ssn',
  ' ',
  '\n',
  '\u200b',
  '\u202e',
  'é',
  'а',
  'ﷺ',
  '%41',
  '&#65;',
  '\\u0041',
  '=3D',
  'cm0gLXJmIC8gZm9v',
  '"',
  "'",
  '$(',
  ')',
  '`',
  '{a,b}',
  '${x:1}',
  '|',
  ';',
  '<<E\n',
  '{"a":',
  '}',
  '[',
  ']',
  'p4ss',
  'a b c d',
  '\u{e0041}',
  '\ud83d',
  'rot gur',
] as const
const text = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 24 })
  .map((parts) => parts.join(''))

test('no text breaks a view, and every place in one lies within the leaf that it names', () => {
  fc.assert(
    fc.property(text, text, fc.boolean(), (first, second, looksRotated) => {
      const content = { tool: 'shell', args: { command: first, list: [second, first] }, result: second }
      const session = remember(emptyMemory, { phase: 'tool_result', content })
      let produced = 0
      for (const { lines } of viewsOf(content, { phase: 'tool_result', session, looksRotated })) {
        for (const { prefix, value, origin } of lines) {
          produced += prefix.length + value.length
          const ends: [number, number][] = [
            [0, value.length],
            [0, 1],
            [value.length >> 1, value.length],
            [value.length - 1, value.length],
          ]
          for (const [start, end] of ends) {
            if (start < 0 || end > value.length) continue
            const place = origin?.locate(start, end)
            if (place === undefined) continue
            const leaf = String(
              place.segments.reduce<unknown>((within, key) => (within as Record<string, unknown>)[key], content),
            )
            expect(place.span[0]).toBeGreaterThanOrEqual(0)
            expect(place.span[1]).toBeGreaterThanOrEqual(place.span[0])
            expect(place.span[1]).toBeLessThanOrEqual(leaf.length)
          }
        }
      }
      const given = collectText(content).reduce((sum, { prefix, value }) => sum + prefix.length + value.length, 0)
      expect(produced).toBeLessThanOrEqual(charactersPerCharacter * given + freeCharacters)
    }),
    { numRuns: 300 },
  )
})
