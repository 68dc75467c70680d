import type { TraceBody } from './trace-body.ts'

/**
 * Quantiles of the size of content as JSON, in bytes. Between two of them sizes grow by a constant factor. The shape is
 * that of recorded sessions of agents: most steps are short, a few results are long.
 */
const sizeQuantiles: readonly (readonly [share: number, bytes: number])[] = [
  [0, 40],
  [0.1, 85],
  [0.5, 220],
  [0.9, 900],
  [0.99, 2_500],
  [1, 25_000],
]

type Random = () => number

/** One step of an agent. Three in ten are tool calls, three in ten results; the rest are messages. */
export function inventTrace(random: Random): TraceBody {
  const bytes = sizeAt(random())
  const kind = random()
  if (kind < 0.14) return { role: 'user', content: { text: inventProse(random, bytes - 11) } }
  if (kind < 0.4) return { role: 'assistant', content: { text: inventProse(random, bytes - 11) } }
  const tool = pick(random, tools)
  const call = { tool: tool.name, args: tool.args(random) }
  if (kind < 0.7) return { role: 'tool', content: padded(random, call, bytes) }
  return { role: 'tool', content: { ...call, result: inventResult(random, bytes - JSON.stringify(call).length - 10) } }
}

function sizeAt(share: number): number {
  const upper = Math.max(
    sizeQuantiles.findIndex(([limit]) => share < limit),
    1,
  )
  const [fromShare, fromBytes] = sizeQuantiles[upper - 1] as readonly [number, number]
  const [toShare, toBytes] = sizeQuantiles[upper] as readonly [number, number]
  return fromBytes * (toBytes / fromBytes) ** ((share - fromShare) / (toShare - fromShare))
}

interface Tool {
  readonly name: string
  args(random: Random): Record<string, unknown>
}

/** One shell command in fifty is one that no agent should run, so that the path of a block is measured too. */
const tools: readonly Tool[] = [
  {
    name: 'bash',
    args: (random) => ({ command: random() < 0.02 ? 'rm -rf / --no-preserve-root' : pick(random, commands) }),
  },
  { name: 'read_file', args: (random) => ({ path: pick(random, paths) }) },
  { name: 'send_email', args: (random) => ({ to: [pick(random, addresses)], subject: inventProse(random, 30) }) },
  { name: 'search_orders', args: (random) => ({ user_id: `u_${digits(random, 6)}`, limit: 10, open: random() < 0.5 }) },
  {
    name: 'send_money',
    args: (random) => ({
      recipient: `GB29NWBK${digits(random, 14)}`,
      amount: Number(digits(random, 4)) / 100,
      date: '2024-03-17',
      subject: inventProse(random, 20),
    }),
  },
]

function padded(random: Random, call: { tool: string; args: Record<string, unknown> }, bytes: number) {
  const missing = bytes - JSON.stringify(call).length - 10
  return missing < 10 ? call : { ...call, args: { ...call.args, body: inventProse(random, missing) } }
}

/** Half of the results are text, half are records. */
function inventResult(random: Random, bytes: number): unknown {
  if (random() < 0.5) return inventProse(random, bytes)
  const records: unknown[] = []
  let left = bytes
  while (left > 0) {
    const record = {
      id: Number(digits(random, 5)),
      email: pick(random, addresses),
      status: pick(random, ['open', 'shipped', 'cancelled']),
      note: inventProse(random, Math.min(left, 60)),
    }
    records.push(record)
    left -= JSON.stringify(record).length + 1
  }
  return { count: records.length, items: records }
}

function inventProse(random: Random, bytes: number): string {
  let text = pick(random, words)
  while (text.length < bytes) {
    const chance = random()
    if (chance < 0.03) text += `. ${pick(random, openings)}`
    else if (chance < 0.045) text += '\n'
    else if (chance < 0.07) text += ` ${digits(random, 1 + Math.floor(random() * 8))}`
    else if (chance < 0.08) text += ` ${pick(random, paths)}`
    else if (chance < 0.09) text += ` "${pick(random, words)}"`
    else if (chance < 0.095) text += ` ${pick(random, addresses)}`
    else text += ` ${pick(random, words)}`
  }
  return text
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item
}

const commands = [
  'ls -la src/',
  'git status && git diff --stat',
  'grep -rn "TODO" --include="*.ts" .',
  'npm test 2>&1 | tail -40',
  'cat package.json | jq .dependencies',
  "sed -n '1,80p' src/server.ts",
  'find . -name "*.log" -mtime +7 -delete',
  'curl -s https://api.example.com/v1/status',
]

const paths = [
  '/home/app/src/index.ts',
  'reports/2024/q1-summary.csv',
  '/var/log/app/error.log',
  'https://www.example.com/orders/1842',
  'bill-december-2023.txt',
  'docs/how-to.md',
]

const addresses = ['anna.lee@example.com', 'support@example.org', 'j.müller@example.net', 'ops@example.com']

const openings = ['The', 'I', 'Please', 'Then', 'It', 'However,', 'To do this', 'Here is', 'Next', 'Let me']

const words = (
  'the of and to a in is for that on with as it be this by are from at or an was not have which can you your will all ' +
  'one has we more if about file order account user payment address number date list item status total report error ' +
  'message request response result check update find read write send create change please could need want would should ' +
  'first then after before when where because available confirmed delivered cancelled refund balance invoice customer ' +
  'meeting schedule channel project version server database table column value key function return import const data ' +
  'agent tool call step session summary information details following according options however currently already ' +
  'reservation flight passenger hotel booking ticket price amount transfer recipient subscription product shipping'
).split(' ')
