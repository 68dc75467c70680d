import type { Line } from '../collect-text.ts'
import type { Budget } from './budget.ts'
import type { FoldedLine } from './fold/folded-line.ts'
import { gapIn, lineOf, type Reading } from './reading.ts'
import { looksLikeShell, needsShell } from './shell/looks-like-shell.ts'
import { readScript } from './shell/read-script.ts'
import { type Effort, mostNodes } from './shell/shell-reader.ts'

/** Longer scripts are read in pieces of whole lines, each on its own. */
const longestPiece = 32 * 1024

/**
 * Commands as a shell would run them, for what the arguments of a call say and what they say once decoded. Null when
 * there is nothing that reads otherwise than it stands. Short values are read first, so that a long one leaves enough.
 */
export function shellView(
  folded: readonly FoldedLine[],
  decoded: readonly (readonly Reading[])[],
  budget: Budget,
): Line[] | null {
  const scripts: Script[] = []
  for (const [index, { looks }] of folded.entries()) {
    if (looks.line.segments[0] !== 'args') continue
    const readings = decoded[index] ?? []
    const isJson = readings[0]?.via.at(-1) === 'json' && readings[0].via.length === looks.via.length + 1
    if (!isJson && needsShell(looks.value)) scripts.push({ reading: looks, lines: [] })
    for (const reading of readings) if (needsShell(reading.value)) scripts.push({ reading, lines: [] })
  }
  if (scripts.length === 0) return null
  const effort = { nodes: mostNodes }
  const shortestFirst = [...scripts].sort((one, other) => one.reading.value.length - other.reading.value.length)
  for (const script of shortestFirst) addCommands(script, budget, effort)
  const lines = scripts.flatMap((script) => script.lines)
  const tool = folded[0]?.looks.line
  if (lines.length > 0 && tool?.segments[0] === 'tool' && budget.take(tool.prefix.length + tool.value.length))
    lines.unshift(tool)
  return lines.length === 0 ? null : lines
}

interface Script {
  readonly reading: Reading
  readonly lines: Line[]
}

function addCommands({ reading, lines }: Script, budget: Budget, effort: Effort): void {
  for (const [from, to] of pieces(reading.value)) {
    const piece = reading.value.slice(from, to)
    const { renderings, wasCut, isExhausted } = readScript(piece, effort)
    if (wasCut || (isExhausted && looksLikeShell(piece)))
      budget.cut('a script does more, or nests deeper, than is followed')
    const seen = new Set<string>()
    for (const { text, span, via } of renderings) {
      if (seen.has(text)) continue
      seen.add(text)
      if (!budget.take(reading.prefix.length + text.length)) return
      const place = reading.locate(from + span[0], from + span[1])
      lines.push(gapIn(reading.line))
      lines.push(lineOf({ ...reading, value: text, via: [...reading.via, ...via], locate: () => place }))
    }
  }
}

function* pieces(text: string): Generator<[number, number]> {
  for (let from = 0; from < text.length; ) {
    const lineEnd = text.lastIndexOf('\n', from + longestPiece)
    const to = text.length - from <= longestPiece ? text.length : lineEnd > from ? lineEnd + 1 : from + longestPiece
    yield [from, to]
    from = to
  }
}
