import { CompileError } from '../rule-fault.ts'

/**
 * Under `(?i)` RE2 looks up the other case of every character of a range, and for `\p{…}` it goes through tables of
 * hundreds of ranges. So many of each one pattern may have: they are read in a tenth of a second or so.
 */
export const mostFoldedCharacters = 300_000
export const mostProperties = 100

/** Beyond it no character has another case. */
const lastFolded = 0x1e943
const lastAscii = 0x7f

const ignoresCase = /\(\?[msU]*i/

/** A member of a class, or the first end of a range in it. */
const member = /\\x\{([0-9A-Fa-f]+)\}|\\x([0-9A-Fa-f]{2})|\\([0-7]{1,3})|\[:\^?[a-z]+:\]|\\[\s\S]|[\s\S]/uy

/** Throws a `CompileError` for a pattern whose classes take too long to read. Knows of the pattern only that. */
export function checkClasses(pattern: string): void {
  const { folded, properties } = costOf(pattern)
  if (properties > mostProperties) {
    throw new CompileError({
      field: 'pattern',
      code: 'regex_too_large',
      message: `the pattern names ${properties} Unicode classes (\`\\p{…}\`), more than ${mostProperties}`,
      hint: 'split the rule into several',
    })
  }
  if (ignoresCase.test(pattern) && folded > mostFoldedCharacters) {
    throw new CompileError({
      field: 'pattern',
      code: 'regex_too_large',
      message: `the ranges of its classes hold ${folded} characters beyond ASCII, more than ${mostFoldedCharacters} under \`(?i)\``,
      hint: 'write `(?-i:[…])` around classes of scripts that know no case, or merge ranges that overlap',
    })
  }
}

interface Cost {
  folded: number
  properties: number
}

function costOf(pattern: string): Cost {
  const cost: Cost = { folded: 0, properties: 0 }
  for (let at = 0; at < pattern.length; ) {
    if (pattern.startsWith('\\Q', at)) {
      const end = pattern.indexOf('\\E', at + 2)
      at = end < 0 ? pattern.length : end + 2
    } else if (pattern[at] === '\\') {
      if (isProperty(pattern, at)) cost.properties++
      at += 2
    } else if (pattern[at] === '[') at = readClass(pattern, at + 1, cost)
    else at++
  }
  return cost
}

/** Adds what a class costs that begins before `start`; answers where it ends. */
function readClass(pattern: string, start: number, cost: Cost): number {
  let at = pattern[start] === '^' ? start + 1 : start
  for (let isFirst = true; at < pattern.length && (isFirst || pattern[at] !== ']'); isFirst = false) {
    if (isProperty(pattern, at)) cost.properties++
    const low = readMember(pattern, at)
    at = low.end
    if (pattern[at] !== '-' || pattern[at + 1] === ']' || at + 1 >= pattern.length) continue
    const high = readMember(pattern, at + 1)
    at = high.end
    if (low.point <= 0x41 && high.point >= lastFolded) continue
    cost.folded += Math.max(0, Math.min(high.point, lastFolded) - Math.max(low.point, lastAscii))
  }
  return at + 1
}

function readMember(pattern: string, at: number): { readonly point: number; readonly end: number } {
  member.lastIndex = at
  const [whole = '', long, short, octal] = member.exec(pattern) ?? []
  const end = at + Math.max(1, whole.length)
  if (octal !== undefined) return { point: Number.parseInt(octal, 8), end }
  const hex = long ?? short
  if (hex !== undefined) return { point: Number.parseInt(hex, 16), end }
  return { point: whole.codePointAt(0) ?? 0, end }
}

function isProperty(pattern: string, at: number): boolean {
  return pattern[at] === '\\' && (pattern[at + 1] === 'p' || pattern[at + 1] === 'P')
}
