import { type Document, isAlias, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'

/** How many aliases a document may hold. Each may stand for much; what they expand to is bounded when it is read. */
export const maxAliases = 100

/** A document that has been read, or what kept it from being read, each with its line (from 1). */
export interface ReadYaml {
  readonly document: Document.Parsed | null
  readonly faults: readonly { readonly line: number; readonly message: string }[]
  lineOf(node: Node | null | undefined): number
}

/**
 * Reads YAML that nobody has to be trusted for: no tags but those of the core schema, no key twice, few aliases. Time
 * grows linearly with the text; the reader's own check for keys and its quoting of lines do not, so both are left out.
 */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter()
  const lineOf = (node: Node | null | undefined) => (node?.range ? lines.linePos(node.range[0]).line : 1)
  const refused = (line: number, message: string): ReadYaml => ({ document: null, faults: [{ line, message }], lineOf })
  let document: Document.Parsed
  try {
    const options = {
      lineCounter: lines,
      schema: 'core',
      uniqueKeys: false,
      resolveKnownTags: false,
      prettyErrors: false,
      logLevel: 'error',
    } as const
    document = parseDocument(text, options)
  } catch (error) {
    return refused(1, `not readable as YAML: ${error instanceof Error ? error.message : error}`)
  }
  const troubles = [...document.errors, ...document.warnings]
  // The reader runs out of stack at some depth, goes on, and then finds fault with what it has left out.
  if (troubles.some(({ message }) => /call stack|Stack overflow/.test(message))) return refused(1, 'nested too deeply')
  if (troubles.length > 0) {
    const faults = troubles.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message }))
    return { document: null, faults, lineOf }
  }
  if (countAliases(document) > maxAliases) return refused(1, `more than ${maxAliases} aliases`)
  const repeated = findRepeatedKey(document)
  if (repeated !== null) return refused(lineOf(repeated), 'keys must be unique: this one stands twice in its map')
  return { document, faults: [], lineOf }
}

function countAliases(document: Document): number {
  let count = 0
  visit(document, { Alias: () => (++count > maxAliases ? visit.BREAK : undefined) })
  return count
}

function findRepeatedKey(document: Document): Node | null {
  let repeated: Node | null = null
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>()
      for (const { key } of map.items) {
        const node = isAlias(key) ? key.resolve(document) : key
        // Read as JavaScript, the keys 5 and '5' are one.
        const name = isScalar(node) ? String(node.value ?? '') : node
        if (seen.has(name)) {
          repeated = key as Node
          return visit.BREAK
        }
        seen.add(name)
      }
    },
  })
  return repeated
}
