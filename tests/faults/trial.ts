import { setTimeout as wait } from 'node:timers/promises'
import { clientOf } from '../../apps/api/src/routes/api-under-test.ts'
import { runCommand } from '../run-command.ts'
import { until } from '../until.ts'
import type { Fault } from './faults.ts'
import { type Answers, Ledger } from './ledger.ts'
import { type Reckoning, reckon } from './reckoning.ts'
import type { Stack } from './stack.ts'

export interface TrialOptions {
  /** How long the fault lasts. */
  readonly hurtMs: number
  readonly clients: number
  readonly pauseMs: number
  /** How long all is well under load before the fault, and again after it. */
  readonly quietMs: number
  /** How long a refusal may take; not looked at where it is missing. */
  readonly slowestRefusalMs?: number
}

/** A fault that is over: what callers saw of it. */
export interface Trial {
  readonly fault: Pick<Fault<Stack>, 'name' | 'statuses' | 'mustCome' | 'honestJudge'>
  readonly ledger: Ledger
  readonly sessionId: string
  readonly answers: Answers
  /** From when all was good again to the first trace that was taken. */
  readonly takenAgainMs: number
  /** The median answer while it lasted, over the median before; null where nothing was taken. */
  readonly latencyRatio: number | null
  /** By `performance.now`, when all was good again. */
  readonly mendedAtMs: number
  /** What callers were answered and should not have been. */
  readonly complaints: readonly string[]
}

/** Fewer traces show nothing. */
const leastTaken = 10
const takenAgainWithinMs = 60_000

/** Sends traces, hurts, makes good again, and goes on until traces are taken again. */
export async function hurtUnderLoad<Hurt extends Stack>(
  fault: Fault<Hurt>,
  stack: Hurt,
  { hurtMs, clients, pauseMs, quietMs, slowestRefusalMs = Infinity }: TrialOptions,
): Promise<Trial> {
  const { id: sessionId } = await clientOf(stack.api().url).newSession()
  const ledger = new Ledger()
  const stopping = new AbortController()
  const url = () => stack.api().url
  const { paddingBytes = 0 } = fault
  const loading = ledger.load({ url, sessionId, clients, pauseMs, paddingBytes, signal: stopping.signal })
  let mendedAtMs: number
  let latencyRatio: number | null
  let takenAgainMs: number
  try {
    await wait(quietMs)
    const hurtAtMs = performance.now()
    await fault.hurt(stack, async () => {
      await wait(Math.max(hurtMs, fault.leastMs ?? 0))
      await untilItShows(ledger, fault)
    })
    mendedAtMs = performance.now()
    latencyRatio = ratioOf(ledger.medianMs(hurtAtMs, mendedAtMs), ledger.medianMs(hurtAtMs - quietMs, hurtAtMs))
    takenAgainMs = await until(async () => takenAgain(ledger, mendedAtMs, stack), takenAgainWithinMs).catch((cause) => {
      throw new Error(`nothing was taken again: ${JSON.stringify(ledger.answersAfter(mendedAtMs))}`, { cause })
    })
    await wait(quietMs)
    await until(async () => ledger.sent.length >= leastTaken || null)
  } finally {
    stopping.abort()
    await loading
  }
  const answers = ledger.answers()
  const complaints = complaintsOfCallers(fault, answers, slowestRefusalMs)
  return { fault, ledger, sessionId, answers, takenAgainMs, latencyRatio, mendedAtMs, complaints }
}

/** A slow machine gets round to less in the same time. What does not come at all is complained of later. */
async function untilItShows(ledger: Ledger, { mustCome = [] }: Trial['fault']): Promise<void> {
  const hasCome = () => mustCome.every((status) => Object.hasOwn(ledger.answers().statuses, status))
  await until(async () => hasCome() || null).catch(() => {})
}

function takenAgain(ledger: Ledger, mendedAtMs: number, stack: Stack): number | null {
  const [complaint] = complaintsOfPrograms(stack)
  if (complaint !== undefined) throw new Error(complaint)
  return ledger.firstTakenAfter(mendedAtMs)
}

function ratioOf(hurtMs: number | null, beforeMs: number | null): number | null {
  return hurtMs === null || beforeMs === null ? null : hurtMs / beforeMs
}

export interface Outcome extends Trial {
  readonly reckoning: Reckoning
  /** From when all was good again to when nothing waited any more. */
  readonly caughtUpMs: number
  /** Checks that were given up, and that somebody had to ask for again. */
  readonly givenUp: number
}

const caughtUpWithinMs = 240_000

export interface SettleOptions {
  /** Takes the waiting out of leases and retries: what waits is due at once. */
  readonly hurry?: boolean
  /** Whether the judge was honest until everything was settled; that of the fault where it is missing. */
  readonly honestJudge?: boolean
}

/** Waits until nothing waits any more, and compares what was promised with what is there. */
export async function settleAndReckon(
  trial: Trial,
  stack: Stack,
  { hurry = false, honestJudge = trial.fault.honestJudge ?? true }: SettleOptions = {},
): Promise<Outcome> {
  const { fault, ledger, sessionId, mendedAtMs } = trial
  await ledger.settle(stack.api().url)
  const givenUp = await untilNothingWaits(stack, hurry)
  const caughtUpMs = performance.now() - mendedAtMs
  const { query, receiver } = stack
  const reckoning = await reckon(ledger, { query, receiver, sessionId, honestJudge })
  const complaints = [...trial.complaints, ...complaintsOfBooks(trial, reckoning), ...complaintsOfPrograms(stack)]
  return { ...trial, reckoning, caughtUpMs, givenUp, complaints: complaints.map((text) => `${fault.name}: ${text}`) }
}

/** Checks that were given up are asked for again over the API, as a person would. */
async function untilNothingWaits({ query, api }: Stack, hurry: boolean): Promise<number> {
  const givenUp = new Set<string>()
  let hurriedAtMs = 0
  await until(async () => {
    const dead = await query<{ id: string }>(`select id from outbox where state = 'dead'`)
    for (const { id } of dead) {
      givenUp.add(id)
      await clientOf(api().url).post(`/checks/${id}/retry`)
    }
    if (hurry && Date.now() > hurriedAtMs + 3_000) {
      hurriedAtMs = Date.now()
      for (const table of ['outbox', 'deliveries'])
        await query(`update ${table} set due_at = 0 where state = 'waiting'`).catch(passOverDeadlock)
    }
    const [row] = await query<{ waiting: number }>(
      `select (select count(*) from outbox) + (select count(*) from deliveries where state <> 'delivered') as waiting`,
    )
    return Number(row?.waiting) === 0 ? true : null
  }, caughtUpWithinMs)
  return givenUp.size
}

/** Workers lock the same rows in another order. PostgreSQL ends one of the two, and it is done again later. */
function passOverDeadlock(error: unknown): void {
  if ((error as { code?: unknown }).code !== '40P01') throw error
}

function complaintsOfCallers(
  { statuses, mustCome = [] }: Trial['fault'],
  answers: Answers,
  slowestRefusalMs: number,
): string[] {
  const came = Object.keys(answers.statuses)
  const { slowest503Ms } = answers
  const isSlow = slowest503Ms !== null && slowest503Ms > slowestRefusalMs
  return [
    ...came.filter((status) => !statuses.includes(status)).map((status) => `a caller was answered ${status}`),
    ...mustCome.filter((status) => !came.includes(status)).map((status) => `nobody was answered ${status}`),
    ...answers.complaints,
    ...(isSlow ? [`a refusal took ${Math.round(slowest503Ms)} ms`] : []),
  ]
}

function complaintsOfBooks({ ledger: { sent } }: Trial, reckoning: Reckoning): string[] {
  const tooFew = sent.length < leastTaken ? [`only ${sent.length} traces were sent, so this shows nothing`] : []
  const found = (['lost', 'twice', 'wrong'] as const).flatMap((kind) => {
    const names = reckoning[kind]
    return names.length === 0 ? [] : [`${kind} (${names.length}): ${names.slice(0, 3).join('; ')}`]
  })
  return [...tooFew, ...found]
}

function complaintsOfPrograms(stack: Stack): string[] {
  return stack.programs().flatMap((program) => (program.hasEnded() ? [`a process ended:\n${program.output()}`] : []))
}

/** What `agentsentry audit verify` says once everything is sealed: null where the log is whole. */
export async function auditComplaint({ databaseUrl }: Stack): Promise<string | null> {
  return until(async () => {
    const { code, stdout, stderr } = await runCommand(['audit', 'verify', '--json'], {
      env: { DATABASE_URL: databaseUrl },
    })
    if (code !== 0) return `\`audit verify\` ended with ${code}: ${stdout}${stderr}`
    return (JSON.parse(stdout) as { waiting: number }).waiting === 0 ? '' : null
  }, 60_000).then((complaint) => complaint || null)
}
