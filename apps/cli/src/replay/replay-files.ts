import { access, constants, stat } from 'node:fs/promises'
import type { AgentSentryClient } from '@agentsentry/sdk'
import { CommandFailure } from '../command-failure.ts'
import { readSessions, type SessionLine } from './read-sessions.ts'
import type { ReplayProgress } from './replay-progress.ts'
import { type ReplayError, replaySession } from './replay-session.ts'
import { ReplaySummary } from './replay-summary.ts'

export interface ReplayOptions {
  readonly client: AgentSentryClient
  /** Sessions that are under way at a time. */
  readonly concurrency: number
  /** Sessions after which to end. */
  readonly limit: number
  readonly stopOnBlock: boolean
  readonly progress: ReplayProgress
}

/** More messages than these help nobody; the rest is counted. */
const mostMessages = 20

/** Replays the sessions of all files, several at a time. Throws `CommandFailure`, having sent nothing, for a file that cannot be read. */
export async function replayFiles(files: readonly string[], options: ReplayOptions): Promise<ReplaySummary> {
  const { client, concurrency, limit, progress } = options
  const totalBytes = await byteCountOf(files)
  const summary = new ReplaySummary()
  const lines = take(limit, readSessions(files))
  let doneBytes = 0
  let messageCount = 0
  const tell = ({ status, message }: ReplayError) => {
    if (messageCount++ < mostMessages) progress.say(`${status}: ${message}`)
  }
  const replayLine = async ({ place, byteCount, session, fault }: SessionLine) => {
    if (session === null) {
      const error = { status: 'malformed_line', message: `${place}: ${fault}` }
      summary.addError(error)
      tell(error)
      return
    }
    const outcome = await replaySession(client, session, options)
    summary.add(outcome)
    for (const error of outcome.errors) tell(error)
    doneBytes += byteCount
    const fraction = Math.max(totalBytes === 0 ? 0 : doneBytes / totalBytes, summary.sessions / limit)
    progress.advance(fraction, outcome.steps.length)
  }
  const workers = Array.from({ length: concurrency }, async () => {
    for await (const line of lines) await replayLine(line)
  })
  await Promise.all(workers)
  return summary
}

/** Of pipes nothing is known beforehand; they count as empty. */
async function byteCountOf(files: readonly string[]): Promise<number> {
  let sum = 0
  for (const file of files) {
    const stats = await access(file, constants.R_OK)
      .then(() => stat(file))
      .catch((error: Error) => {
        throw new CommandFailure(`\`${file}\` cannot be read: ${error.message}`)
      })
    if (stats.isDirectory()) throw new CommandFailure(`\`${file}\` is a folder`)
    sum += stats.size
  }
  return sum
}

/** Lines up to the given number of sessions. */
async function* take(limit: number, lines: AsyncIterable<SessionLine>): AsyncGenerator<SessionLine> {
  let count = 0
  for await (const line of lines) {
    yield line
    if (line.session !== null && ++count >= limit) return
  }
}
