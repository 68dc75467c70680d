import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type ServerProcess, startServer } from './server-process.ts'
import type { TraceBody } from './trace-body.ts'

/** What is measured, weakest promise first. */
export const contenderNames = ['node', 'fastify', 'agentsentry'] as const
export type ContenderName = (typeof contenderNames)[number]

/** The three servers, all running, and the bodies that they are sent. */
export interface Contenders {
  readonly servers: Readonly<Record<ContenderName, ServerProcess>>
  /** Bodies of `POST /traces`, each in one of the sessions. */
  readonly bodies: readonly string[]
  readonly sessionIds: readonly string[]
  /** Answers that came back while the servers were set up; they are on disk like all others. */
  readonly acknowledged: number
  /** Mean length of AgentSentry's answers, and length of the baselines' one answer. */
  readonly answerBytes: number
  stop(): Promise<void>
}

/** How many answers are looked at to learn how long the baselines' answer should be. */
const sampleSize = 200

/** Starts the three. AgentSentry goes first: its sessions and the length of its answers are what the others are given. */
export async function startContenders(
  traces: readonly TraceBody[],
  sessionCount: number,
  folder: string,
): Promise<Contenders> {
  mkdirSync(folder, { recursive: true })
  const databaseFolder = mkdtempSync(join(folder, 'http-'))
  const started: ServerProcess[] = []
  const stop = async () => {
    for (const server of started) await server.stop()
    rmSync(databaseFolder, { recursive: true, force: true })
  }
  const start = async (program: readonly string[], environment?: Readonly<Record<string, string>>) => {
    const server = await startServer(program, environment)
    started.push(server)
    return server
  }
  try {
    const agentsentry = await start(['apps/cli/src/main.ts', 'up', '--no-dashboard'], {
      DATABASE_URL: `sqlite:${join(databaseFolder, 'bench.db')}`,
      AGENTSENTRY_API_PORT: '0',
    })
    const sessionIds = await openSessions(agentsentry.url, sessionCount)
    const bodies = traces.map((trace, index) =>
      JSON.stringify({ session_id: sessionIds[index % sessionIds.length], ...trace }),
    )
    const sample = bodies.slice(0, sampleSize)
    const answerBytes = Math.round(await meanAnswerBytes(agentsentry.url, sample))
    const node = await start(['bench/http/server-node.ts', String(answerBytes)])
    const fastify = await start(['bench/http/server-fastify.ts', String(answerBytes)])
    return {
      servers: { node, fastify, agentsentry },
      bodies,
      sessionIds,
      acknowledged: sample.length,
      answerBytes,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openSessions(url: string, count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    const answer = await fetch(`${url}/sessions?title=benchmark`, { method: 'POST' })
    ids.push(((await answer.json()) as { id: string }).id)
  }
  return ids
}

async function meanAnswerBytes(url: string, bodies: readonly string[]): Promise<number> {
  let sum = 0
  for (const body of bodies) {
    const answer = await fetch(`${url}/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    if (!answer.ok) throw new Error(`a trace was answered with ${answer.status}: ${await answer.text()}`)
    sum += (await answer.arrayBuffer()).byteLength
  }
  return sum / bodies.length
}

/** Traces on disk, in all and for each decision. */
export async function countTraces(url: string, sessionIds: readonly string[]) {
  let traces = 0
  const decisions: Record<string, number> = {}
  for (const id of sessionIds) {
    const session = (await (await fetch(`${url}/sessions/${id}`)).json()) as {
      traces: number
      decisions: Record<string, number>
    }
    traces += session.traces
    for (const [decision, count] of Object.entries(session.decisions))
      decisions[decision] = (decisions[decision] ?? 0) + count
  }
  return { traces, decisions }
}
