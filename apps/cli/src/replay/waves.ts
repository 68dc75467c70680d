import { type Content, type Phase, phaseOf, type Role } from '@agentsentry/contract'
import type { RecordedSession, RecordedStep } from './recorded-session.ts'

/** One trace as it is sent. `index` is that of the recorded trace, which for a tool may be sent twice. */
export interface Step {
  readonly index: number
  readonly role: Role
  readonly phase: Phase
  readonly content: Content
}

/** Most calls that go out together, however many a line says were made in parallel. */
const largestWave = 16

/**
 * The traces of a session in the order in which a live agent sends them, as waves: what stands in one wave is sent
 * together, and the next wave waits for all of its verdicts.
 *
 * A tool trace goes out as the call (without `result` and `error`), then with them. Tool traces that follow one another
 * within one `turn` were called in parallel: their calls are one wave, their results the next. Anything else is a wave
 * of its own.
 */
export function* wavesOf({ traces }: RecordedSession): Generator<Step[]> {
  for (let start = 0; start < traces.length; ) {
    const group = groupAt(traces, start)
    yield group.map(([index, trace]) =>
      stepOf(index, trace.role, isTool(trace) ? callOf(trace.content) : trace.content),
    )
    const results = group
      .map(([index, { role, content }]) => stepOf(index, role, content))
      .filter(({ phase }) => phase === 'tool_result')
    if (results.length > 0) yield results
    start += group.length
  }
}

function groupAt(traces: readonly RecordedStep[], start: number): [number, RecordedStep][] {
  const first = traces[start] as RecordedStep
  const group: [number, RecordedStep][] = [[start, first]]
  if (!isTool(first) || first.turn === null) return group
  for (let index = start + 1; group.length < largestWave; index++) {
    const next = traces[index]
    if (next === undefined || !isTool(next) || next.turn !== first.turn) break
    group.push([index, next])
  }
  return group
}

function isTool({ role }: RecordedStep): boolean {
  return role === 'tool'
}

function callOf({ result: _result, error: _error, ...call }: Content): Content {
  return call
}

function stepOf(index: number, role: Role, content: Content): Step {
  return { index, role, phase: phaseOf(role, content), content }
}
