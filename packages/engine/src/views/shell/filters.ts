import { decodeBase64 } from '../decode/base64.ts'
import { rotated } from '../decode/rot13.ts'

/** What a command writes for given words and input, when that can be told; `name` is the step's name in `via`. */
interface Filter {
  readonly name: string
  readonly output: (words: readonly string[], input: string) => string | null
}

const filters: Readonly<Record<string, Filter>> = {
  cat: { name: 'pipe', output: (words, input) => (words.every((word) => word === '-') ? input : null) },
  tee: { name: 'pipe', output: (_words, input) => input },
  rev: { name: 'rev', output: (_words, input) => input.split('\n').map(reversed).join('\n') },
  tac: { name: 'tac', output: (_words, input) => input.trimEnd().split('\n').reverse().join('\n') },
  base64: {
    name: 'base64',
    output: (words, input) => (words.some((word) => /^(?:-\w*[dD]\w*|--d\w*)$/.test(word)) ? base64(input) : null),
  },
  openssl: { name: 'base64', output: (words, input) => (words.includes('-d') ? base64(input) : null) },
  xxd: { name: 'hex', output: (words, input) => (words.some((word) => /^-\w*r/.test(word)) ? hex(input) : null) },
  tr: { name: 'tr', output: translated },
  sed: { name: 'sed', output: substituted },
  rot13: { name: 'rot13', output: (_words, input) => rotated(input) },
}

export function filterOf(name: string): Filter | null {
  return Object.hasOwn(filters, name) ? (filters[name] as Filter) : null
}

/** What `echo` or `printf` writes; not much more than `most` characters of what `printf` makes of many words. */
export function written(words: readonly string[], most: number): string | null {
  const [name, ...rest] = words
  if (name === 'echo') {
    const options = rest.findIndex((word) => !/^-[neE]+$/.test(word))
    const text = (options < 0 ? [] : rest.slice(options)).join(' ')
    return rest.slice(0, options).some((option) => option.includes('e')) ? withEscapes(text) : text
  }
  if (name !== 'printf') return null
  const [format = '', ...values] = rest[0] === '--' ? rest.slice(1) : rest
  if (!/%[sbcdq]/.test(format)) return withEscapes(format)
  const parts: string[] = []
  const pattern = withEscapes(format)
  let length = 0
  let at = 0
  do {
    const part = pattern.replaceAll(/%([sbcdq%])/g, (_all, kind: string) => {
      if (kind === '%') return '%'
      const value = values[at++] ?? ''
      return kind === 'b' ? withEscapes(value) : value
    })
    length += part.length
    parts.push(part)
  } while (at > 0 && at < values.length && length <= most)
  return parts.join('')
}

const escapeSequence = /\\(?:x([0-9a-f]{1,2})|u([0-9a-f]{1,4})|0?([0-7]{1,3})|([ntr\\]))/gi

function withEscapes(text: string): string {
  return text.replaceAll(escapeSequence, (_all, hex?: string, wide?: string, octal?: string, simple?: string) => {
    if (simple !== undefined) return { n: '\n', t: '\t', r: '\r' }[simple] ?? '\\'
    return String.fromCharCode(
      octal === undefined ? Number.parseInt(hex ?? wide ?? '0', 16) : Number.parseInt(octal, 8),
    )
  })
}

function base64(input: string): string | null {
  const digits = input.replaceAll(/\s/g, '')
  return decodeBase64(digits) ?? null
}

function hex(input: string): string | null {
  const digits = input.replaceAll(/[^0-9a-f]/gi, '')
  if (digits.length === 0 || digits.length % 2 !== 0) return null
  return digits.replaceAll(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16)))
}

function reversed(line: string): string {
  return Array.from(line).reverse().join('')
}

/** `tr SET1 SET2` and `tr -d SET1`, either with `-c` for what the set does not hold. */
function translated(words: readonly string[], input: string): string | null {
  const [first, second] = words.filter((word) => !word.startsWith('-') || word === '-')
  if (first === undefined) return null
  const from = charactersOf(first)
  const isComplement = words.some((word) => /^-(?:\w*[cC]|-c)/.test(word))
  if (words.some((word) => /^-(?:\w*d|-d)/.test(word)))
    return Array.from(input)
      .filter((each) => from.includes(each) === isComplement)
      .join('')
  if (second === undefined) return null
  const to = charactersOf(second)
  return Array.from(input, (each) => {
    const at = from.lastIndexOf(each)
    if (isComplement) return at < 0 ? (to.at(-1) ?? each) : each
    return at < 0 ? each : (to[at] ?? to.at(-1) ?? each)
  }).join('')
}

function charactersOf(set: string): string[] {
  const classes = set
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll(/^\[(.*)\]$/g, '$1')
  return classes.match(/.-.|\\[0-7]{1,3}|\\?./gs)?.flatMap(rangeOf) ?? []
}

function rangeOf(range: string): string[] {
  if (/^\\[^-]/.test(range)) return [withEscapes(range).slice(-1)]
  const first = range.charCodeAt(0)
  const last = range.charCodeAt(2)
  if (range.length !== 3 || last < first) return [...range]
  return Array.from({ length: Math.min(last - first + 1, 256) }, (_each, at) => String.fromCharCode(first + at))
}

/** `sed s/A/B/g` where A is a plain text. */
function substituted(words: readonly string[], input: string): string | null {
  const script = words.find((word) => !word.startsWith('-')) ?? ''
  const found = /^s(.)([\w -]*)\1([\w ./-]*)\1(g?)$/.exec(script)
  if (found === null || found[2] === '') return null
  const [, , from = '', to = '', all] = found
  return all === 'g' ? input.replaceAll(from, () => to) : input.replace(from, () => to)
}
