import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const tokens = new Map(
  [
    ...readFileSync(new URL('./globals.css', import.meta.url), 'utf8').matchAll(
      /--([a-z-]+): light-dark\((#\w+), (#\w+)\)/g,
    ),
  ].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]),
)
const backgrounds = ['canvas', 'surface', 'raised', 'sunken', 'hover']
const decisions = ['allow', 'warn', 'redact', 'ask', 'block']
const pairs = [
  ...backgrounds.flatMap((background) =>
    ['text', 'muted', 'accent', 'danger', ...decisions].map((text) => [text, background, 4.5] as const),
  ),
  ...decisions.map((decision) => [decision, `${decision}-soft`, 4.5] as const),
  ['accent', 'accent-soft', 4.5] as const,
  ['on-accent', 'accent', 4.5] as const,
  ['on-danger', 'danger-fill', 4.5] as const,
  // Borders of fields and switches, and the ring around what has the focus (WCAG 1.4.11).
  ...backgrounds.flatMap((background) => [['line-strong', background, 3] as const, ['focus', background, 3] as const]),
]

test.each(['light', 'dark'] as const)(
  'in the %s theme, every text and mark stands out from what it stands on',
  (theme) => {
    const faint = pairs
      .map(([text, background, least]) => ({ text, background, least, is: contrast(colour(text), colour(background)) }))
      .filter(({ is, least }) => is < least)
    expect(faint).toEqual([])

    function colour(name: string): string {
      return tokens.get(name)?.[theme] ?? expect.fail(`there is no token \`${name}\``)
    }
  },
)

/** WCAG 2.2, contrast ratio. */
function contrast(first: string, second: string): number {
  const [lighter = 0, darker = 0] = [luminance(first), luminance(second)].sort((left, right) => right - left)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
