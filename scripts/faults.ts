import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Ledger } from '../tests/faults/ledger.ts'
import { type LiveServer, startLiveServer } from '../tests/live-server.ts'
import { FaultProxy } from '../tests/services/fault-proxy.ts'
import { startOwnPostgres } from '../tests/services/own-postgres.ts'
import type { OwnServer } from '../tests/services/own-server.ts'

// `node scripts/run.mjs scripts/faults.ts [--rounds N] [--only NAME]`: an API over a real PostgreSQL, under load, while one of
// them is hurt. Afterwards what was acknowledged is counted beside what the database holds. Fails when something is lost
// or there twice, when a fault of the database gives anything but 503, and when an answer takes longer than it may.

/** What is under load. `database` is the network between the API and PostgreSQL. */
interface Stack {
  readonly postgres: OwnServer
  readonly database: FaultProxy
  api: LiveServer
}

interface Fault {
  readonly name: string
  /** Hurts, waits, and makes good again. */
  readonly hurt: (stack: Stack, lasting: () => Promise<void>) => Promise<void>
  /** Statuses that a caller may see, `none` where the API itself goes. */
  readonly statuses: readonly string[]
}

const faults: readonly Fault[] = [
  {
    name: 'the API is killed',
    hurt: async (stack, lasting) => {
      await stack.api.kill()
      await lasting()
      stack.api = await startApi(stack, new URL(stack.api.url).port)
    },
    statuses: ['200', 'none'],
  },
  {
    name: 'PostgreSQL is killed',
    hurt: async ({ postgres }, lasting) => {
      await postgres.kill()
      await lasting()
      await postgres.start()
    },
    statuses: ['200', '503'],
  },
  {
    name: 'PostgreSQL is restarted in order',
    hurt: async ({ postgres }, lasting) => {
      await postgres.stop()
      await lasting()
      await postgres.start()
    },
    statuses: ['200', '503'],
  },
  ...(['cut', 'refuse', 'hang', 'hang-replies'] as const).map((state) => ({
    name: `the network to PostgreSQL: ${state}`,
    hurt: async ({ database }: Stack, lasting: () => Promise<void>) => {
      await database.become(state)
      await lasting()
      await database.become('pass')
    },
    statuses: ['200', '503'],
  })),
]

/** An answer that is later than this is no fast refusal. The API gives the database 5 seconds. */
const longestMs = 8_000
const clients = 20

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '1' }, only: { type: 'string', default: '' } },
})
const chosen = faults.filter(({ name }) => name.includes(values.only))
if (chosen.length === 0) throw new Error(`no fault is called \`${values.only}\``)

const complaints: string[] = []
for (let round = 0; round < Number(values.rounds); round++)
  for (const fault of chosen) complaints.push(...(await run(fault)))
console.log(complaints.length === 0 ? 'nothing lost, nothing twice' : complaints.join('\n'))
process.exitCode = complaints.length === 0 ? 0 : 1

async function run({ name, hurt, statuses }: Fault): Promise<string[]> {
  const postgres = await startOwnPostgres()
  const database = await FaultProxy.start({ port: postgres.port })
  try {
    const api = await startApi({ database, postgres }, '0')
    const stack: Stack = { postgres, database, api }
    const ledger = new Ledger()
    const stopping = new AbortController()
    const loading = ledger.load({
      url: api.url,
      sessionId: await newSession(api.url),
      clients,
      signal: stopping.signal,
    })
    await wait(1_000)
    await hurt(stack, () => wait(3_000))
    await wait(1_000)
    stopping.abort()
    await loading
    const answers = ledger.answers()
    await ledger.settle(stack.api.url)
    const reckoning = await ledger.reckon(postgres.url)
    await stack.api.stop()
    console.log(JSON.stringify({ fault: name, ...answers, ...reckoning }))
    const strange = Object.keys(answers.statuses).filter((status) => !statuses.includes(status))
    return [
      ...strange.map((status) => `${name}: a caller was answered ${status}`),
      ...(answers.longestMs > longestMs ? [`${name}: an answer took ${Math.round(answers.longestMs)} ms`] : []),
      ...((answers.statuses['200'] ?? 0) < clients
        ? [`${name}: hardly anything was acknowledged, so this shows nothing`]
        : []),
      ...(['lost', 'twice', 'badlyAudited'] as const)
        .filter((key) => reckoning[key] !== 0)
        .map((key) => `${name}: ${key} ${reckoning[key]}`),
    ]
  } finally {
    await database.end()
    await postgres.end()
  }
}

function startApi({ database, postgres }: Pick<Stack, 'database' | 'postgres'>, port: string): Promise<LiveServer> {
  const env = { DATABASE_URL: database.through(postgres.url), AGENTSENTRY_API_PORT: port, LOG_LEVEL: 'fatal' }
  return startLiveServer({ env })
}

async function newSession(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/sessions`, { method: 'POST', headers, body: '{}' })
  return ((await response.json()) as { id: string }).id
}
