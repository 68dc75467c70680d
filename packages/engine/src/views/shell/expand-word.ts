import type { ParsedScript, Word, WordPart } from 'unbash'
import { expandBraces } from './brace-expansion.ts'
import { keptByName, operate, type Variables } from './variables.ts'

/** What words are expanded with: the variables, and what a command in `$(…)` writes, if that can be told. */
export interface Surroundings {
  readonly variables: Variables
  outputOf(script: ParsedScript): string | null
  /** Told that something was left out. */
  cut(): void
}

/** Stands for a blank that parts words, where a quoted one does not. */
const split = '\u{f8ff}'
const splits = /\u{f8ff}+/u
/** By so much a word may be longer than it is written. */
const mostGrowth = 16_384

/** The words that the shell makes of one: quotes and backslashes gone, braces and known variables put in. */
export function expandWord(word: Word, surroundings: Surroundings, isName = false): string[] {
  const { parts } = word
  if (parts === undefined) return [word.value]
  const hasBraces = parts.some(({ type }) => type === 'BraceExpansion')
  const isPartOfName = isName || parts.length > 1
  let text = ''
  for (const part of parts) {
    text += textOfPart(part, surroundings, false, isPartOfName)
    if (text.length > mostGrowth + word.end - word.pos) {
      surroundings.cut()
      return [word.value]
    }
  }
  if (!hasBraces && !text.includes(split)) return [text]
  const whole = hasBraces ? expandBraces(text, () => surroundings.cut()) : [text]
  return whole.flatMap((each) => each.split(splits)).filter((field, _at, fields) => field !== '' || fields.length === 1)
}

/** A word as one text, as in an assignment. */
export function expandText(word: Word, surroundings: Surroundings): string {
  return expandWord(word, surroundings).join(' ')
}

function textOfPart(part: WordPart, surroundings: Surroundings, isQuoted: boolean, isPartOfName: boolean): string {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value
    case 'Glob':
      return part.kind === 'bracket' && /^\[[\w.-]\]$/.test(part.text) ? part.text.slice(1, 2) : part.value
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.map((child) => textOfPart(child, surroundings, true, isPartOfName)).join('')
    case 'SimpleExpansion':
      return parameter(part.text, part.text.slice(1), surroundings, isQuoted, isPartOfName)
    case 'ParameterExpansion': {
      if (part.prefix !== undefined) return part.text
      const { operation, index } = part
      if (operation === undefined && index === undefined)
        return parameter(part.text, part.parameter, surroundings, isQuoted, isPartOfName)
      const value = surroundings.variables.get(part.parameter, index?.value)
      if (part.parameter === 'IFS') return isQuoted ? ' ' : split
      const changed =
        operation === undefined
          ? value
          : operate(value, operation, (operand) => expandText(operand as Word, surroundings))
      return changed === null ? part.text : fields(changed, isQuoted)
    }
    case 'CommandExpansion': {
      const output = part.script === undefined ? null : surroundings.outputOf(part.script)
      return output === null ? part.text : fields(output.replace(/\n+$/, ''), isQuoted)
    }
    case 'BraceExpansion':
      return part.text.replaceAll(/["'\\]/g, '')
    default:
      return part.text
  }
}

/** Positional and unknown variables say nothing within a name, so that `r$@m` is `rm`. */
function parameter(
  text: string,
  name: string,
  { variables }: Surroundings,
  isQuoted: boolean,
  isPartOfName: boolean,
): string {
  if (name === 'IFS') return isQuoted ? ' ' : split
  const value = keptByName.has(name) ? null : variables.get(name)
  if (value !== null) return fields(value, isQuoted)
  return isPartOfName && /^(?:[@*!\d]|[a-z_]\w*)$/.test(name) ? '' : text
}

function fields(value: string, isQuoted: boolean): string {
  return isQuoted ? value : value.replaceAll(/\s+/g, split)
}
