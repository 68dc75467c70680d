import { Draw } from '../draw.ts'
import type { BenchRule } from '../packs/bench-rule.ts'

/** A text of exactly `length` UTF-16 units that is made to cost as much as it can. */
type Hostile = (length: number, draw: Draw, rules: readonly BenchRule[]) => string

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const mixed = [...'aZ0 .é漢字ß🙂Жд١अ한\u200d\u0301Ａﬁ|"']

/** What a hostile text is made of, each under the name that its row goes by. */
export const hostileTexts: Readonly<Record<string, Hostile>> = {
  'one letter': (length, draw) => draw.characters('abcdefghijklmnopqrstuvwxyz', 1).repeat(length),
  'white space': (length, draw) => filled(length, () => draw.pick(['    ', '\n', '\t', '  '])),
  digits: (length, draw) => filled(length, () => draw.digits(64)),
  'digits and separators': (length, draw) => filled(length, () => `${draw.digits(2 + draw.below(5))}-`),
  base64: (length, draw) => draw.characters(base64, length),
  'mixed scripts': (length, draw) => filled(length, () => draw.pick(mixed)),
  'literals alone': (length, draw, rules) =>
    filled(length, () => `${draw.pick(draw.pick(rules.filter((rule) => rule.literals.length > 0)).literals)} `),
  'near misses': (length, draw, rules) => filled(length, () => `${draw.pick(rules).nearMiss}\n`),
  'one near miss again and again': (length, draw, rules) =>
    `${draw.pick(rules).nearMiss} `.repeat(length).slice(0, length),
  'matches of many rules': (length, draw, rules) => filled(length, () => `${draw.pick(rules).example}\n`),
}

/** `count` hostile texts of one kind, as JSON strings. */
export function hostilePool(kind: string, length: number, count: number, rules: readonly BenchRule[]): string[] {
  const make = hostileTexts[kind]
  if (make === undefined) throw new Error(`no hostile text is called \`${kind}\``)
  return Array.from({ length: count }, (_, index) => JSON.stringify(make(length, new Draw(500 + index), rules)))
}

function filled(length: number, part: () => string): string {
  const parts: string[] = []
  for (let left = length; left > 0; ) {
    const next = part()
    parts.push(next)
    left -= next.length
  }
  return parts.join('').slice(0, length)
}
