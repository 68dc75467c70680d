import { Draw } from '../draw.ts'
import { fragment } from './code.ts'
import { sentence } from './prose.ts'
import { record } from './records.ts'
import { shellLines } from './shell-log.ts'

const parts = { English: sentence, code: fragment, records: record, logs: shellLines }

/** What benign texts are, each under the name that its row goes by. */
export const benignKinds = Object.keys(parts)

const kinds: readonly ((draw: Draw) => string)[] = Object.values(parts)

/** Long texts are put together from this many characters of one kind at a time, drawn from a stock. */
const blockLength = 8192
const blocksOfEachKind = 64

/**
 * `count` different texts of exactly `length` characters, as JSON strings: a quarter each of English, of code, of
 * records in JSON, and of shell and server logs.
 */
export function benignPool(length: number, count: number): string[] {
  const draw = new Draw(length)
  const stock = length > blockLength ? kinds.map((kind) => blocks(draw, kind)) : null
  return Array.from({ length: count }, (_, index) => {
    const place = index % kinds.length
    const part = kinds[place] as (draw: Draw) => string
    const blocksOfKind = stock?.[place]
    return JSON.stringify(filled(length, () => (blocksOfKind === undefined ? part(draw) : draw.pick(blocksOfKind))))
  })
}

/** Those texts of a benign pool that are of one kind. */
export function ofKind(pool: readonly string[], kind: string): string[] {
  return pool.filter((_, index) => benignKinds[index % kinds.length] === kind)
}

/** The same texts as the argument of a call, as JSON objects. */
export function callPool(length: number, count: number): string[] {
  const draw = new Draw(length + 1)
  const overhead = JSON.stringify(callWith('')).length
  return Array.from({ length: count }, () => {
    const command = filled(length - overhead, () => shellLines(draw))
    return JSON.stringify(callWith(command))
  })
}

function callWith(command: string) {
  return { tool: 'shell', args: { command, cwd: '/home/build/shop', timeout: 30, env: { CI: 'true' } } }
}

function blocks(draw: Draw, part: (draw: Draw) => string): string[] {
  return Array.from({ length: blocksOfEachKind }, () => filled(blockLength, () => part(draw)))
}

function filled(length: number, part: () => string): string {
  let text = ''
  while (text.length < length) text += part()
  return text.slice(0, length)
}
