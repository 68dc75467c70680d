import { type CharacterSet, lastCodePoint } from './character-set.ts'
import type { Assertion, Syntax } from './syntax.ts'

const assertions: Readonly<Record<Assertion, string>> = {
  'text-start': '(?<![^])',
  'text-end': '(?![^])',
  'line-start': '(?<![^\\n])',
  'line-end': '(?![^\\n])',
  'word-edge': '\\b',
  'no-word-edge': '\\B',
}

/**
 * The same pattern for V8, sticky, so that it is tried at `lastIndex` and nowhere else. Null when it holds a set of which
 * only RE2 knows the members. Sets are written out, so no flag of V8's has a say in what they hold. V8 reads code units
 * here and RE2 characters: a set says of surrogates itself how they go together, and an attempt must not begin between
 * the two halves of a pair.
 */
export function toV8(syntax: Syntax): RegExp | null {
  const parts: string[] = []
  return write(syntax, parts) ? new RegExp(parts.join(''), 'y') : null
}

function write(syntax: Syntax, parts: string[]): boolean {
  switch (syntax.kind) {
    case 'set': {
      const written = formatSet(syntax.set)
      if (written === null) return false
      parts.push(written)
      return true
    }
    case 'assertion':
      parts.push(assertions[syntax.asserts])
      return true
    case 'sequence':
      return syntax.parts.every((part) => write(part, parts))
    case 'choice': {
      parts.push('(?:')
      for (const [index, option] of syntax.options.entries()) {
        if (index > 0) parts.push('|')
        if (!write(option, parts)) return false
      }
      parts.push(')')
      return true
    }
    case 'repeat': {
      parts.push('(?:')
      if (!write(syntax.body, parts)) return false
      const { min, max, isLazy } = syntax
      parts.push(`){${min},${max === Infinity ? '' : max}}${isLazy ? '?' : ''}`)
      return true
    }
  }
}

const firstSurrogate = 0xd800
const lastSurrogate = 0xdfff

/** A pair, or a half that stands alone. */
const anySurrogates =
  '[\\ud800-\\udbff][\\udc00-\\udfff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]'

/** Null for a set that holds some of the characters beyond the first 65,536 and not others, unless it is only one. */
function formatSet(set: CharacterSet): string | null {
  if (set.isApproximate) return null
  const [only] = set.ranges
  if (set.ranges.length === 1 && only !== undefined && only[0] === only[1]) {
    const isHalf = only[0] >= firstSurrogate && only[0] <= lastSurrogate
    return isHalf ? null : [...units(only[0])].map(formatUnit).join('')
  }
  const low = set.ranges.filter(([from]) => from <= 0xffff)
  const reachesSurrogates = low.some(([from, to]) => from <= lastSurrogate && to >= firstSurrogate)
  const reachesBeyond = set.ranges.some(([, to]) => to > 0xffff)
  if (!reachesSurrogates && !reachesBeyond) return formatClass(low)
  if (!holdsAllBeyond(set)) return null
  return `(?:${formatClass(withoutSurrogates(low))}|${anySurrogates})`
}

function holdsAllBeyond({ ranges }: CharacterSet): boolean {
  const covers = (from: number, to: number) => ranges.some((range) => range[0] <= from && range[1] >= to)
  return covers(firstSurrogate, lastSurrogate) && covers(0x10000, lastCodePoint)
}

function withoutSurrogates(ranges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  return ranges.flatMap(([from, to]): (readonly [number, number])[] => {
    const end = Math.min(to, 0xffff)
    const parts: [number, number][] = [
      [from, Math.min(end, firstSurrogate - 1)],
      [Math.max(from, lastSurrogate + 1), end],
    ]
    return parts.filter((part) => part[0] <= part[1])
  })
}

function formatClass(ranges: readonly (readonly [number, number])[]): string {
  return `[${ranges.map(([from, to]) => (from === to ? formatUnit(from) : `${formatUnit(from)}-${formatUnit(to)}`)).join('')}]`
}

function* units(codePoint: number): Generator<number> {
  const text = String.fromCodePoint(codePoint)
  for (let at = 0; at < text.length; at++) yield text.charCodeAt(at)
}

function formatUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
