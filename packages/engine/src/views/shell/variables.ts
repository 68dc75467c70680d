import type { ParameterOperation } from 'unbash'

const mostVariables = 1000

/** What is known of variables while a script is read from top to bottom. */
export class Variables {
  readonly #cut: () => void
  readonly #values = new Map<string, readonly string[]>(usual)

  /** `cut` is told when there are more than are kept. */
  constructor(cut: () => void) {
    this.#cut = cut
  }

  set(name: string, values: readonly string[]): void {
    if (this.#values.size < mostVariables || this.#values.has(name)) this.#values.set(name, values)
    else this.#cut()
  }

  get(name: string, index?: string): string | null {
    const values = this.#values.get(name)
    if (values === undefined) return null
    if (index === '@' || index === '*') return values.join(' ')
    return values[index === undefined ? 0 : Number(index)] ?? ''
  }
}

/** Only so far as scripts take letters from them. */
const usual: readonly (readonly [string, readonly string[]])[] = [
  ['IFS', [' ']],
  ['HOME', ['/root']],
  ['PATH', ['/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin']],
  ['PWD', ['/']],
  ['SHELL', ['/bin/bash']],
]

/** Variables whose name says more than their value. */
export const keptByName: ReadonlySet<string> = new Set(['HOME', 'PATH', 'PWD', 'SHELL'])

/** A value after `${name…}`; null when that cannot be told. Operands are given as the shell reads them. */
export function operate(
  value: string | null,
  operation: ParameterOperation,
  textOf: (operand: { readonly value: string }) => string,
): string | null {
  switch (operation.type) {
    case 'Default': {
      const isSet = value !== null && (value !== '' || !operation.operator.startsWith(':'))
      const operand = textOf(operation.operand)
      if (operation.operator.endsWith('+')) return isSet ? operand : ''
      return isSet ? value : operand
    }
    case 'Slice':
      return value === null
        ? null
        : slice(value, textOf(operation.offset), operation.length && textOf(operation.length))
    case 'Remove':
      return value === null ? null : remove(value, operation.operator, textOf(operation.operand))
    case 'Replace': {
      if (value === null) return null
      const pattern = textOf(operation.pattern)
      const replacement = textOf(operation.replacement)
      if (pattern === '' || /[*?[]/.test(pattern)) return value
      return operation.operator === '//'
        ? value.replaceAll(pattern, () => replacement)
        : value.replace(pattern, () => replacement)
    }
    case 'CaseModification': {
      if (value === null) return null
      const change = operation.operator.startsWith('^') ? value.toUpperCase() : value.toLowerCase()
      return operation.operator.length === 2 ? change : change.slice(0, 1) + value.slice(1)
    }
    default:
      return value
  }
}

function slice(value: string, offset: string, length: string | undefined): string {
  const start = Number(offset.trim()) || 0
  const rest = value.slice(start)
  if (length === undefined) return rest
  const count = Number(length.trim()) || 0
  return count < 0 ? rest.slice(0, count) : rest.slice(0, count)
}

/** `#`, `##`, `%` and `%%` with a pattern of plain characters, `?` and one `*` at the end that is cut off. */
function remove(value: string, operator: string, pattern: string): string {
  const fromStart = operator.startsWith('#')
  if (/^[?]+$/.test(pattern)) return fromStart ? value.slice(pattern.length) : value.slice(0, -pattern.length)
  const plain = pattern.replace(fromStart ? /^\*/ : /\*$/, '')
  if (plain === '' || /[*?[]/.test(plain)) return value
  const longest = operator.length === 2
  if (plain === pattern) {
    if (fromStart) return value.startsWith(plain) ? value.slice(plain.length) : value
    return value.endsWith(plain) ? value.slice(0, -plain.length) : value
  }
  const at = fromStart === longest ? value.lastIndexOf(plain) : value.indexOf(plain)
  if (at < 0) return value
  return fromStart ? value.slice(at + plain.length) : value.slice(0, at)
}
