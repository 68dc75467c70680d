import type { RuleFault } from '@agentsentry/engine'

/** What to put in place of a part of a text, `[start, end)`. */
interface Rewrite {
  readonly start: number
  readonly end: number
  readonly by: string
}

/** Constructs of other dialects at the place of a fault, where RE2 has something that finds the same or more. */
const rewrites: readonly { readonly looks: RegExp; readonly by: (found: RegExpExecArray) => string }[] = [
  { looks: /\\Z/y, by: () => '\\z' },
  { looks: /\\u([0-9A-Fa-f]{4})/y, by: ([, code = '']) => `\\x{${code}}` },
  { looks: /\(\?>/y, by: () => '(?:' },
  { looks: /\(\?<?=/y, by: () => '(?:' },
  { looks: /([*+?}])\+/y, by: ([, quantifier = '']) => quantifier },
  { looks: /\(\?#[^)]*\)/y, by: () => '' },
]

/**
 * The text of a field as the hint of its fault would have it, or null where that takes a person. Only what can be done at the
 * place of the fault, so that the reader sees what will become of it.
 */
export function rewriteFault({ code, position, hint }: Pick<RuleFault, 'code' | 'position' | 'hint'>, text: string) {
  if (code === 'pointer_syntax') return /^write `(.*)`$/s.exec(hint ?? '')?.[1] ?? null
  if (code !== 'regex_unsupported' || position === undefined) return null
  const rewrite = rewriteAt(text, position)
  return rewrite === null ? null : text.slice(0, rewrite.start) + rewrite.by + text.slice(rewrite.end)
}

function rewriteAt(pattern: string, position: number): Rewrite | null {
  for (const { looks, by } of rewrites) {
    looks.lastIndex = position
    const found = looks.exec(pattern)
    if (found !== null) return { start: position, end: position + found[0].length, by: by(found) }
  }
  return null
}

/** What `{,n}` means in Python, which a warning points out. */
export function rewriteWarning(
  { code, message }: { readonly code: string; readonly message: string },
  pattern: string,
) {
  if (code !== 'differs_from_python' || !message.includes('{0,n}')) return null
  return pattern.replaceAll(/(?<!\\)((?:\\\\)*)\{(,\d+\})/g, '$1{0$2')
}
