import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { uuidIds } from '@agentsentry/adapters'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { newTraceSchema, parseStrictJson } from '@agentsentry/contract'
import { compileRuleSet, evaluate, parseRules, type RuleSet } from '@agentsentry/engine'
import { noChecks } from '../../packages/pipeline/src/check-selection.ts'
import { ingest } from '../../packages/pipeline/src/stages/ingest.ts'
import { record } from '../../packages/pipeline/src/stages/record.ts'
import { respond } from '../../packages/pipeline/src/stages/respond.ts'
import { type Spread, spreadOf } from '../spread.ts'
import type { TraceBody } from './trace-body.ts'

/** One part of the work behind an answer, measured alone in this process. */
export interface Part {
  readonly name: string
  readonly microsPerTrace: Spread
}

export interface PartsPlan {
  readonly rounds: number
  /** On a disk; the database is made in a folder of its own within. */
  readonly folder: string
}

/** As many traces as share a transaction when as many connections wait at once. */
const batch = 50
const caller = { actor: 'anonymous', idempotency: null }

/** What each step of the hot path costs for these traces, outside of HTTP. Only the last three touch the disk. */
export async function measureParts(traces: readonly TraceBody[], { rounds, folder }: PartsPlan): Promise<Part[]> {
  const databaseFolder = mkdtempSync(join(folder, 'parts-'))
  const whole = await SqliteStore.open({ path: join(databaseFolder, 'bench.db') })
  const store = whole.project('default')
  const ruleSet = starterRuleSet()
  try {
    const { id: sessionId } = await store.createSession({}, uuidIds.next())
    const journeys = traces.map((trace) => travel({ session_id: sessionId, ...trace }, ruleSet))
    const each = (name: string, work: (journey: Journey) => unknown) =>
      measure(name, rounds, journeys, () => {
        for (const journey of journeys) work(journey)
      })
    const recordAnew = ({ step, verdict }: Journey) => {
      const { id, timeMs } = uuidIds.next()
      return record(
        { step: { ...step, id, createdAtMs: timeMs }, judgement: { verdict, evaluationUs: null }, masked: 0, caller },
        { store, checks: noChecks, tells: false, projectId: 'default' },
      )
    }
    return [
      await each('`JSON.parse` of the body, for comparison', ({ text }) => JSON.parse(text)),
      await each('parse the body strictly', ({ text }) => parseStrictJson(text)),
      await each('check it against the schema (zod)', ({ request }) => newTraceSchema.parse(request)),
      await each('ingest: id, time, phase', ({ request }) => ingest(request, uuidIds)),
      await each('evaluate the starter pack', ({ step }) => evaluate(ruleSet, step)),
      await each('`JSON.stringify` of content and reasons', ({ step, verdict }) => [
        JSON.stringify(step.content),
        JSON.stringify(verdict.reasons),
      ]),
      await each('respond: format the answer', ({ trace }) => respond({ trace, replayed: false })),
      await measure(`record in SQLite, ${batch} traces in a transaction`, rounds, journeys, async () => {
        for (let from = 0; from < journeys.length; from += batch)
          await Promise.all(journeys.slice(from, from + batch).map(recordAnew))
      }),
      await measure('record in SQLite, one trace in a transaction', rounds, journeys.slice(0, 200), async (some) => {
        for (const journey of some) await recordAnew(journey)
      }),
      await measureSync(rounds, join(databaseFolder, 'sync')),
    ]
  } finally {
    await whole.close()
    rmSync(databaseFolder, { recursive: true, force: true })
  }
}

type Journey = ReturnType<typeof travel>

/** A trace at each point of its way. */
function travel(request: TraceBody & { readonly session_id: string }, ruleSet: RuleSet) {
  const text = JSON.stringify(request)
  const accepted = newTraceSchema.parse(parseStrictJson(text))
  const step = ingest(accepted, uuidIds)
  const verdict = evaluate(ruleSet, step)
  const trace = {
    ...step,
    contentJson: JSON.stringify(step.content),
    decision: verdict.decision,
    reasonsJson: JSON.stringify(verdict.reasons),
    shadowJson: JSON.stringify(verdict.shadow),
    evaluationUs: null,
    tally: verdict.tally,
    ruleSetNumber: verdict.ruleSet.number,
    elevationJson: null,
    masked: 0,
  }
  return { text, request: accepted, step, verdict, trace }
}

function starterRuleSet(): RuleSet {
  const file = resolve(import.meta.dirname, '../../rules/starter.yaml')
  const { rules } = parseRules(readFileSync(file, 'utf8'))
  return compileRuleSet(rules, { number: 1, hash: '' }).ruleSet
}

/** Does the work often enough for the compiler to be done with it, then measures each round. */
async function measure<Item>(
  name: string,
  rounds: number,
  items: readonly Item[],
  work: (items: readonly Item[]) => unknown,
): Promise<Part> {
  for (let warmUp = 0; warmUp < 3; warmUp++) await work(items)
  const micros: number[] = []
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    await work(items)
    micros.push(((performance.now() - startedAt) * 1000) / items.length)
  }
  return { name, microsPerTrace: spreadOf(micros) }
}

/** What the disk takes to make one page durable that was written to the end of a file: the floor under every commit. */
async function measureSync(rounds: number, path: string): Promise<Part> {
  const pages = Array.from({ length: 100 }, () => Buffer.alloc(4096, 1))
  const file = openSync(path, 'w')
  try {
    return await measure('`fdatasync` of one page appended to a file', rounds, pages, () => {
      for (const page of pages) {
        writeSync(file, page)
        fdatasyncSync(file)
      }
    })
  } finally {
    closeSync(file)
  }
}
