import { RE2JS, RE2JSException } from 're2js'
import type { Matcher } from './matcher.ts'
import { explainRefusal } from './regex-refusal.ts'
import { CompileError } from './rule-fault.ts'

/** Largest program a pattern may compile to, in RE2 instructions. Time to match grows with text × program. */
export const maxProgramSize = 1000

/**
 * Compiles a pattern in RE2's syntax. RE2 never backtracks: time is linear in the text for every pattern and text.
 * The DFA (`test`) answers first; only a text that matches is given to the slower NFA that finds where.
 */
export function compileRegex(pattern: string): Matcher {
  const regex = compilePattern(pattern)
  return {
    necessary: pattern,
    find: ({ text }) => {
      if (!regex.test(text)) return null
      const matcher = regex.matcher(text)
      return matcher.find() ? { start: matcher.start(), end: matcher.end() } : null
    },
  }
}

function compilePattern(pattern: string): RE2JS {
  let regex: RE2JS
  try {
    regex = RE2JS.compile(pattern)
  } catch (error) {
    if (error instanceof RE2JSException) throw new CompileError(explainRefusal(pattern, error.message))
    throw error
  }
  const size = regex.programSize()
  if (size > maxProgramSize) {
    throw new CompileError({
      field: 'pattern',
      code: 'regex_too_large',
      message: `the pattern compiles to ${size} instructions, more than ${maxProgramSize}`,
      hint: 'lower the counts in `{n,m}`, or split the rule into several',
    })
  }
  return regex
}
