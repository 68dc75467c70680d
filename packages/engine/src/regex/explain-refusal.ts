import type { RuleFault } from '../rule-fault.ts'

/** A construct of other dialects that RE2 leaves out, how it looks, and what to write instead. */
interface Unsupported {
  readonly construct: string
  readonly looks: RegExp
  readonly hint: string
}

const unsupported: readonly Unsupported[] = [
  {
    construct: 'negative look-ahead',
    looks: /\(\?!/,
    hint: 'leave it out, and exempt what must not follow with `unless: [{ pattern: … }]`, a pattern for the whole match',
  },
  { construct: 'look-ahead', looks: /\(\?=/, hint: 'match what must follow as well: `x(?=y)` finds what `xy` finds' },
  {
    construct: 'negative look-behind',
    looks: /\(\?<!/,
    hint: 'write `(?:^|[^…])` before it, or exempt what must not come before with `unless: [{ pattern: … }]`',
  },
  {
    construct: 'look-behind',
    looks: /\(\?<=/,
    hint: 'match what must come before as well: `(?<=x)y` finds what `xy` finds',
  },
  { construct: 'atomic groups', looks: /\(\?>/, hint: 'write `(?:…)`: RE2 never backtracks, so nothing is lost' },
  {
    construct: 'possessive quantifiers',
    looks: /[*+?}]\+/,
    hint: 'drop the `+`: RE2 never backtracks, so nothing is lost',
  },
  { construct: 'back-references', looks: /\\[1-9]|\\k[<{]|\(\?P=/, hint: 'RE2 cannot compare with an earlier group' },
  { construct: 'comments', looks: /\(\?#/, hint: 'put it into `description`' },
  { construct: 'conditionals', looks: /\(\?\(/, hint: 'write both branches as alternatives' },
  {
    construct: 'the flag `x`',
    looks: /\(\?[a-z]*x[a-z]*[):]/,
    hint: 'write the pattern without white space and comments',
  },
  { construct: '`\\Z`', looks: /\\Z/, hint: 'write `\\z` for the end of the text' },
  { construct: '`\\u`', looks: /\\u[0-9A-Fa-f]{4}/, hint: 'write `\\x{0041}` for a code point' },
  { construct: '`\\N{…}`', looks: /\\N\{/, hint: 'write `\\x{0041}` for a code point' },
]

/**
 * Turns RE2's refusal of a pattern into a fault that says which construct it was, where it stands and what to write
 * instead. `refusal` is the message of the RE2 port; it serves when no known construct is found.
 */
export function explainRefusal(pattern: string, refusal: string): Omit<RuleFault, 'rule'> {
  const readable = blankLiterals(pattern)
  for (const { construct, looks, hint } of unsupported) {
    const position = readable.search(looks)
    if (position >= 0) {
      return {
        field: 'pattern',
        code: 'regex_unsupported',
        message: `RE2 does not have ${construct}`,
        position,
        hint,
      }
    }
  }
  const fragment = /`([^`]*)`\s*$/.exec(refusal)?.[1]
  const at = fragment === undefined || fragment === '' ? -1 : pattern.indexOf(fragment)
  return {
    field: 'pattern',
    code: 'regex_syntax',
    message: refusal.replace(/^error parsing regexp: /, ''),
    ...(at >= 0 ? { position: at } : {}),
  }
}

/** Same length, with characters blanked that stand for themselves: escaped ones, and operators in a class. */
function blankLiterals(pattern: string): string {
  const escaped = pattern.replaceAll(/\\[^A-Za-z0-9]/g, '  ')
  return escaped.replaceAll(/\[[^\]]*\]/g, (set) => set.replaceAll(/[(*+?}]/g, ' '))
}
