/**
 * A compiled pattern over names. `*` stands for any run of characters. Matching takes time proportional to
 * pattern × text at worst and never backtracks further than the last `*`.
 */
function compileNameGlob(pattern: string): (name: string) => boolean {
  if (!pattern.includes('*')) return (name) => name === pattern
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop() ?? ''
  return (name) => {
    if (name.length < head.length + tail.length || !name.startsWith(head) || !name.endsWith(tail)) return false
    const end = name.length - tail.length
    let from = head.length
    for (const part of rest) {
      const at = name.indexOf(part, from)
      if (at < 0 || at + part.length > end) return false
      from = at + part.length
    }
    return true
  }
}

/** A compiled list of globs over the names of tools; see {@link compileList}. */
export function compileNameGlobs(patterns: readonly string[]): (name: string) => boolean {
  return compileList(patterns, compileNameGlob)
}

/** A compiled list of globs over JSON Pointers, given as their segments; see {@link compileList}. */
export function compilePointerGlobs(patterns: readonly string[]): (segments: readonly string[]) => boolean {
  return compileList(patterns, compilePointerGlob)
}

/**
 * `!` excludes. A list of exclusions alone admits everything else; otherwise a subject needs one match and no exclusion.
 */
function compileList<Subject>(
  patterns: readonly string[],
  compile: (pattern: string) => (subject: Subject) => boolean,
): (subject: Subject) => boolean {
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => compile(pattern.slice(1)))
  const admitted = patterns.filter((pattern) => !pattern.startsWith('!')).map(compile)
  return (subject) => {
    if (excluded.some((matches) => matches(subject))) return false
    return admitted.length === 0 || admitted.some((matches) => matches(subject))
  }
}

/**
 * A compiled glob over JSON Pointers, taken segment by segment: `**` stands for any number of segments, `*` for any run
 * of characters within one. A pointer without a glob names the value and everything below it.
 */
function compilePointerGlob(pattern: string): (segments: readonly string[]) => boolean {
  if (!pattern.includes('*')) return startsWith(parsePointer(pattern))
  const steps = parsePointer(pattern).map((segment) => (segment === '**' ? '**' : compileNameGlob(segment)))
  return (segments) => {
    let reachable = new Set([0])
    closeOverAnyDepth(reachable, steps)
    for (const segment of segments) {
      const next = new Set<number>()
      for (const position of reachable) {
        const step = steps[position]
        if (step === '**') next.add(position)
        else if (step?.(segment)) next.add(position + 1)
      }
      closeOverAnyDepth(next, steps)
      if (next.size === 0) return false
      reachable = next
    }
    return reachable.has(steps.length)
  }
}

function startsWith(prefix: readonly string[]): (segments: readonly string[]) => boolean {
  return (segments) => prefix.every((segment, index) => segment === segments[index])
}

/** `**` may stand for no segment at all: whoever stands before it also stands behind it. */
function closeOverAnyDepth(positions: Set<number>, steps: readonly unknown[]): void {
  for (const position of positions) if (steps[position] === '**') positions.add(position + 1)
}

/** Segments of a JSON Pointer (RFC 6901), unescaped. The empty pointer has none. */
export function parsePointer(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The JSON Pointer (RFC 6901) of these segments. */
export function formatPointer(segments: readonly string[]): string {
  let pointer = ''
  for (const segment of segments) {
    const isPlain = !segment.includes('~') && !segment.includes('/')
    pointer += isPlain ? `/${segment}` : `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`
  }
  return pointer
}
