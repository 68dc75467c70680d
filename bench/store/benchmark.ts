import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { openStore } from '@agentsentry/adapters/open-store'
import { startOwnPostgres } from '../../tests/services/own-postgres.ts'
import { inPostgres } from '../../tests/services/postgres-query.ts'
import { describeMachine, requireDisk } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { spreadOf } from '../spread.ts'
import { type Contents, fill } from './fill.ts'
import { type HotPath, measureRecording } from './hot-path.ts'
import { listingsOf, smallestTraces } from './listings.ts'

type Store = Awaited<ReturnType<typeof openStore>>

const dayMs = 24 * 60 * 60 * 1000
const folder = join(import.meta.dirname, '../data/store')

interface Row {
  readonly name: string
  readonly smallMs: number
  readonly largeMs: number
}

interface Measured {
  readonly rows: readonly Row[]
  readonly recording: readonly { readonly name: string; readonly figures: HotPath }[]
}

/** `npm run bench -- store`: what a page of each listing costs in a small store and in a large one, on each database. */
export async function run(parameters: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      traces: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '60' },
      database: { type: 'string', default: 'sqlite,postgres' },
      write: { type: 'boolean', default: false },
    },
  })
  const [small, large] = [smallestTraces > 10_000 ? smallestTraces : 10_000, Number(values.traces)]
  requireDisk(folder)
  const reports: string[] = []
  try {
    for (const database of values.database.split(',')) {
      const rows = await (database === 'postgres' ? onPostgres : onSqlite)([small, large], Number(values.rounds))
      reports.push(formatRows(database, [small, large], rows))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const report = [
    `- ${describeMachine(folder)}`,
    `- median of ${values.rounds} pages, in milliseconds`,
    ...reports,
  ].join('\n')
  console.log(report)
  if (values.write) writeSection('store', report)
}

async function onSqlite(sizes: readonly number[], rounds: number): Promise<Measured> {
  mkdirSync(folder, { recursive: true })
  return measure(
    sizes.map((traces) => `sqlite:${join(folder, `${traces}.db`)}`),
    sizes,
    rounds,
  )
}

async function onPostgres(sizes: readonly number[], rounds: number): Promise<Measured> {
  const server = await startOwnPostgres()
  try {
    const urls: string[] = []
    for (const _ of sizes) {
      const name = `bench_${randomBytes(4).toString('hex')}`
      await inPostgres(server.url, `create database "${name}"`)
      urls.push(Object.assign(new URL(server.url), { pathname: `/${name}` }).href)
    }
    return await measure(urls, sizes, rounds)
  } finally {
    await server.end()
  }
}

async function measure(urls: readonly string[], sizes: readonly number[], rounds: number): Promise<Measured> {
  const stores: { store: Store; contents: Contents }[] = []
  try {
    for (const [at, url] of urls.entries()) stores.push(await openFilled(url, sizes[at] as number))
    const rows: Row[] = []
    const names = listingsOf((stores[0] as (typeof stores)[0]).contents).map(({ name }) => name)
    for (const [at, name] of names.entries()) {
      const reads = stores.map(({ store, contents }) => {
        const listing = listingsOf(contents)[at]
        return () => listing?.read(store.project('default'))
      })
      const found = await Promise.all(reads.map((read) => read()))
      if (found[0]?.length !== found[1]?.length)
        throw new Error(`${name}: pages of ${found[0]?.length} and ${found[1]?.length} rows cannot be compared`)
      const times = await alternate(reads, rounds)
      rows.push({ name, smallMs: times[0] as number, largeMs: times[1] as number })
    }
    return { rows, recording: await measureRetention(urls.at(-1) as string, stores.at(-1) as (typeof stores)[0]) }
  } finally {
    for (const { store } of stores) await store.close()
  }
}

/** In turns, so that whatever else the machine does slows both. */
async function alternate(reads: readonly (() => unknown)[], rounds: number): Promise<number[]> {
  const times = reads.map((): number[] => [])
  for (let round = 0; round < rounds + 5; round++)
    for (const [at, read] of reads.entries()) {
      const began = performance.now()
      await read()
      if (round >= 5) times[at]?.push(performance.now() - began)
    }
  return times.map((ofOne) => spreadOf(ofOne).median)
}

/** In turns, three times each. What removes is a process of its own, as a worker is. */
async function measureRetention(url: string, { store, contents }: { store: Store; contents: Contents }) {
  const recording: Measured['recording'][number][] = []
  for (let round = 0; round < 3; round++) {
    recording.push({ name: 'alone', figures: await measureRecording(store, 4_000) })
    const remover = spawn(process.execPath, [join(import.meta.dirname, 'remover.ts'), url, String(contents.endMs)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const ended = text(remover.stdout)
    await once(remover.stdout, 'readable')
    const figures = await measureRecording(store, 4_000)
    remover.stdin.end()
    const removed = Number((await ended).split('\n')[1])
    if (!(removed > 0)) throw new Error('nothing was removed meanwhile')
    recording.push({ name: `while ${removed} traces are removed`, figures })
  }
  return recording
}

async function openFilled(url: string, traces: number): Promise<{ store: Store; contents: Contents }> {
  const contents = { traces, endMs: Date.now() }
  const began = performance.now()
  const empty = await openStore(url)
  for (let daysAgo = 30; daysAgo > 0; daysAgo--) await empty.housekeeping.prepare(contents.endMs - daysAgo * dayMs)
  await empty.close()
  await fill(url, contents)
  const store = await openStore(url)
  console.error(`${traces} traces took ${Math.round((performance.now() - began) / 1000)} s to write`)
  return { store, contents }
}

function formatRows(
  database: string,
  [small = 0, large = 0]: readonly number[],
  { rows, recording }: Measured,
): string {
  return [
    '',
    `| ${database} | ${small.toLocaleString('en')} traces | ${large.toLocaleString('en')} traces | ratio |`,
    '|---|--:|--:|--:|',
    ...rows.map(
      ({ name, smallMs, largeMs }) =>
        `| ${name} | ${smallMs.toFixed(2)} | ${largeMs.toFixed(2)} | ${(largeMs / smallMs).toFixed(2)} |`,
    ),
    '',
    '| recording, 16 callers | a second | median ms | p99 ms |',
    '|---|--:|--:|--:|',
    ...recording.map(
      ({ name, figures: { perSecond, medianMs, p99Ms } }) =>
        `| ${name} | ${perSecond} | ${medianMs.toFixed(1)} | ${p99Ms.toFixed(1)} |`,
    ),
  ].join('\n')
}
