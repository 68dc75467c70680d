import { type Effort, type Rendering, ShellReader } from './shell-reader.ts'

/** What a script does, as far as it was followed. */
export interface ReadScript {
  readonly renderings: readonly Rendering[]
  /** Something that only a shell knows was left out because it was too much. */
  readonly wasCut: boolean
  /** The script was left because it is long or cannot be parsed, as other long texts are. */
  readonly isExhausted: boolean
}

interface Kept {
  readonly script: ReadScript
  /** What it took to read it. */
  readonly nodes: number
  readonly characters: number
}

const mostCharacters = 128 * 1024
const longestKept = 16 * 1024

/** What was read lately, oldest first: the result of a call says once more what the call said. Changes cost, no answer. */
const kept = new Map<string, Kept>()
let characters = 0

/** Reads a script given as text. Never throws: what cannot be parsed says nothing. */
export function readScript(source: string, effort: Effort): ReadScript {
  const known = kept.get(source)
  if (known !== undefined && known.nodes <= effort.nodes) {
    effort.nodes -= known.nodes
    return known.script
  }
  const before = effort.nodes
  const reader = new ShellReader(effort)
  reader.read(source)
  const { renderings, wasCut, isExhausted } = reader
  const script = { renderings, wasCut, isExhausted }
  // With less effort left it would have read less.
  if (effort.nodes >= 0) keep(source, script, before - effort.nodes)
  return script
}

function keep(source: string, script: ReadScript, nodes: number): void {
  const size = script.renderings.reduce((sum, { text }) => sum + text.length, source.length)
  if (size > longestKept || kept.has(source)) return
  kept.set(source, { script, nodes, characters: size })
  characters += size
  for (const [oldest, { characters: freed }] of kept) {
    if (characters <= mostCharacters) return
    kept.delete(oldest)
    characters -= freed
  }
}
