import type { Draw } from '../draw.ts'

const nouns = ['order', 'user', 'session', 'price', 'stock', 'report', 'index', 'token', 'parser', 'queue', 'address']
const verbs = ['load', 'update', 'count', 'parse', 'select', 'render', 'merge', 'check', 'send', 'print', 'reset']
const types = ['string', 'number', 'boolean', 'readonly string[]', 'Map<string, number>', 'Date | null']

/** One small function in TypeScript or Python, or a query, with line breaks. */
export function fragment(draw: Draw): string {
  const noun = draw.pick(nouns)
  const verb = draw.pick(verbs)
  const other = draw.pick(nouns)
  const kind = draw.below(4)
  if (kind === 0)
    return (
      `export function ${verb}${capital(noun)}(${other}: ${draw.pick(types)}): ${draw.pick(types)} {\n` +
      `  const ${noun}s = ${other}.filter((item) => item.id > ${draw.below(900)})\n` +
      `  if (${noun}s.length === 0) throw new Error('no ${noun} in ${other}')\n` +
      `  return ${verb}All(${noun}s, { limit: ${draw.below(50)}, key: '${draw.hex(8)}' })\n}\n\n`
    )
  if (kind === 1)
    return (
      `def ${verb}_${noun}(self, ${other}, retries=${draw.below(9)}):\n` +
      `    """Gives the ${noun} of one ${other}, or None."""\n` +
      `    for attempt in range(retries):\n` +
      `        ${noun} = self.client.get(f"/${other}s/{${other}}/${noun}")\n` +
      `        if ${noun} is not None: return ${noun}\n\n`
    )
  if (kind === 2)
    return (
      `SELECT ${noun}.id, ${noun}.name, count(*) AS total\n  FROM ${noun}s AS ${noun}\n` +
      `  JOIN ${other}s ON ${other}s.${noun}_id = ${noun}.id\n WHERE ${other}s.total > ${draw.digits(3)}\n GROUP BY 1, 2;\n\n`
    )
  return (
    `  it('${verb}s the ${noun} of an ${other}', async () => {\n` +
    `    expect(await ${verb}(${noun}, ${draw.digits(2)})).toEqual({ id: '${draw.hex(12)}', status: 'open' })\n  })\n\n`
  )
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}
