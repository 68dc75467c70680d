import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../run-command.ts'

interface Re2Matcher {
  find(): boolean
  start(): number
  end(): number
}

interface Re2Regex {
  test(text: string): boolean
  matcher(text: string): Re2Matcher
  programSize(): number
}

/** The port of RE2 that the engine depends on, in the engine's own version. */
const { RE2JS } = createRequire(join(root, 'packages/engine/package.json'))('re2js') as {
  RE2JS: { compile(pattern: string): Re2Regex }
}

export type Span = readonly [number, number]

/** Throws what RE2 throws for a pattern that it refuses. */
export const compileRe2 = (pattern: string): Re2Regex => RE2JS.compile(pattern)

/** The leftmost match, `[start, end)` in UTF-16 code units, or null. */
export function searchRe2(regex: Re2Regex, text: string): Span | null {
  const matcher = regex.matcher(text)
  return matcher.find() ? [matcher.start(), matcher.end()] : null
}

/** Every match, one after another, without overlap. */
export function searchAllRe2(regex: Re2Regex, text: string): Span[] {
  const matcher = regex.matcher(text)
  const spans: Span[] = []
  while (matcher.find()) spans.push([matcher.start(), matcher.end()])
  return spans
}
