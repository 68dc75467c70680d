import { parseArgs } from 'node:util'
import { describeMachine } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { type HostileContent, hostileContents } from './hostile-contents.ts'
import { hostilePack, largePack, type RulePack } from './hostile-rules.ts'
import { agentSentry, bareServer, type MeasuredServer, startMeasuredServer } from './measured-server.ts'

const sizes = { '4 KiB': 4 * 1024, '16 KiB': 16 * 1000, '1 MiB': 1024 * 1024 - 300 } as const
type Size = keyof typeof sizes

interface Row {
  readonly content: string
  readonly size: Size
  readonly bareMs: number
  /** By the name of the pack. */
  readonly busyMs: Readonly<Record<string, number>>
}

/** `npm run bench -- stall`: how long the event loop was kept busy at most, for each hostile content and each pack of rules. */
export async function run(parameters: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      content: { type: 'string' },
    },
  })
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
  const contents = hostileContents.filter(({ name }, at) =>
    values.content === undefined ? !values.quick || at % 8 === 0 : name === values.content,
  )
  const packs: readonly RulePack[] = values.quick
    ? [hostilePack]
    : [{ name: 'starter', rules: [] }, hostilePack, largePack()]
  const bare = await measureBare(contents, rounds)
  const measured: Record<string, number>[] = bare.map(() => ({}))
  for (const pack of packs) {
    const ofPack = await measurePack(pack, contents, rounds)
    for (const [at, busyMs] of ofPack.entries()) (measured[at] as Record<string, number>)[pack.name] = busyMs
  }
  const legs = legsOf(contents)
  const rows = legs.map(
    ({ content, size }, at): Row => ({
      content: content.name,
      size,
      bareMs: bare[at] ?? 0,
      busyMs: measured[at] ?? {},
    }),
  )
  const report = formatReport(rows, packs, rounds)
  console.log(report)
  if (values.write) writeSection('stall', report)
}

function legsOf(contents: readonly HostileContent[]) {
  const names = Object.keys(sizes) as Size[]
  return contents.flatMap((content) => names.map((size) => ({ content, size })))
}

async function measureBare(contents: readonly HostileContent[], rounds: number): Promise<number[]> {
  const server = await startMeasuredServer(bareServer)
  try {
    return await measure(server, contents, rounds, '')
  } finally {
    await server.stop()
  }
}

async function measurePack(pack: RulePack, contents: readonly HostileContent[], rounds: number): Promise<number[]> {
  const server = await startMeasuredServer(agentSentry)
  try {
    await server.longestStall()
    for (const rule of pack.rules) await post(server, '/rules', JSON.stringify({ ...rule, decision: 'warn' }))
    console.error(`${pack.name}: rules took at most ${(await server.longestStall()).workedMs} ms of the event loop`)
    const session = await post(server, '/sessions', '{}')
    return await measure(server, contents, rounds, JSON.parse(session.text).id)
  } finally {
    await server.stop()
  }
}

async function measure(server: MeasuredServer, contents: readonly HostileContent[], rounds: number, sessionId: string) {
  const busy: number[] = []
  for (const { content, size } of legsOf(contents)) {
    const body = JSON.stringify({ session_id: sessionId, role: 'tool', content: content.make(sizes[size]) })
    const perRound: number[] = []
    for (let round = 0; round < rounds; round++) {
      await server.longestStall()
      const { status, text } = await post(server, '/traces', body)
      if (sessionId !== '' && status !== 200) throw new Error(`${content.name}, ${size}: ${status} ${text}`)
      perRound.push((await server.longestStall()).workedMs)
    }
    busy.push(perRound.sort((left, right) => left - right)[Math.floor(rounds / 2)] as number)
  }
  return busy
}

async function post({ url }: MeasuredServer, path: string, body: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return { status: answer.status, text: await answer.text() }
}

function formatReport(rows: readonly Row[], packs: readonly RulePack[], rounds: number): string {
  const names = packs.map(({ name }) => name)
  return [
    `- ${describeMachine('.')}`,
    `- median of ${rounds} requests; milliseconds of work between two turns of the event loop`,
    '',
    `| Content | Size | \`node:http\` that parses it | ${names.join(' | ')} |`,
    `|---|--:|--:|${names.map(() => '--:').join('|')}|`,
    ...rows.map(
      ({ content, size, bareMs, busyMs }) =>
        `| ${content} | ${size} | ${bareMs.toFixed(1)} | ${names.map((name) => (busyMs[name] ?? Number.NaN).toFixed(1)).join(' | ')} |`,
    ),
  ].join('\n')
}
