import { RE2JS, RE2JSException } from 're2js'
import type { Matcher } from '../matcher.ts'
import { CompileError } from '../rule-fault.ts'
import { attemptCost } from './backtracking.ts'
import { checkClasses } from './class-cost.ts'
import { explainRefusal } from './explain-refusal.ts'
import { findNeeds } from './needs.ts'
import { parsePattern } from './parse-pattern.ts'
import { Re2Search } from './re2-search.ts'
import { type Syntax, widthOf } from './syntax.ts'
import { toV8 } from './to-v8.ts'
import { V8Search } from './v8-search.ts'

/** Largest program a pattern may compile to, in RE2 instructions. Time to match grows with text × program. */
export const maxProgramSize = 1000

/**
 * Compiles a pattern in RE2's syntax; time is linear in the text for every pattern and text. V8's own matcher tries the
 * places where a match may begin, if the pattern is proved to be safe with it and to mean the same; else, and when V8
 * has used up what it may spend, RE2 does.
 */
export function compileRegex(pattern: string): Matcher {
  const size = checkPattern(pattern)
  const syntax = parsePattern(pattern)
  const re2 = new Re2Search(pattern, size, syntax)
  const { search: v8, reason } = fasterSearch(syntax)
  return {
    needs: syntax === null ? null : findNeeds(syntax),
    executor: v8 === null ? 're2js' : 'v8',
    executorReason: reason,
    phrases: null,
    find: (text, from, starts, permit) => {
      const intervals = starts?.from(from) ?? null
      if (intervals !== null && intervals.length === 0) return null
      const found = v8?.find(text, from, intervals) ?? 'unknown'
      return found === 'unknown' ? re2.find(text, from, intervals, permit) : found === 'none' ? null : found
    },
  }
}

function fasterSearch(syntax: Syntax | null): { search: V8Search | null; reason: string | null } {
  if (syntax === null) return { search: null, reason: 'the pattern uses syntax that only RE2 reads here' }
  const cost = attemptCost(syntax)
  if (cost === null) return { search: null, reason: 'a backtracking matcher could take more than linear time' }
  const regex = toV8(syntax)
  if (regex === null)
    return { search: null, reason: 'what its classes hold beyond ASCII depends on the version of Unicode' }
  return { search: new V8Search(regex, cost, widthOf(syntax)), reason: null }
}

/** The size of a pattern's program. */
function checkPattern(pattern: string): number {
  checkClasses(pattern)
  let size: number
  try {
    size = RE2JS.compile(pattern).programSize()
  } catch (error) {
    if (error instanceof RE2JSException) throw new CompileError(explainRefusal(pattern, error.message))
    throw error
  }
  if (size > maxProgramSize) {
    throw new CompileError({
      field: 'pattern',
      code: 'regex_too_large',
      message: `the pattern compiles to ${size} instructions, more than ${maxProgramSize}`,
      hint: 'lower the counts in `{n,m}`, or split the rule into several',
    })
  }
  return size
}
