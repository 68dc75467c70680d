import { isSameValue } from './same-value.ts'
import type { Step, TimelineTrace } from './timeline-step.ts'

/** So many traces later a result is no longer looked for: the call was left without one. */
const longestGap = 400

/**
 * Joins calls with their results, in the order in which the steps began. A result belongs to the oldest open call of its tool
 * with equal arguments; one that names no arguments to the oldest open call of its tool. A result with arguments that no open
 * call has stands for itself.
 */
export function joinSteps(traces: readonly TimelineTrace[]): Step[] {
  const pairs: [first: TimelineTrace, result: TimelineTrace | null][] = []
  const open = new Map<string, { index: number; at: number; call: TimelineTrace }[]>()
  for (const [at, trace] of traces.entries()) {
    const tool = toolOf(trace)
    if (trace.phase === 'tool_result' && tool !== null) {
      const waiting = open.get(tool)?.filter((call) => at - call.at <= longestGap) ?? []
      const found = waiting.findIndex(({ call }) => belongs(call, trace))
      if (found >= 0) {
        const { index, call } = waiting[found] as (typeof waiting)[number]
        pairs[index] = [call, trace]
        open.set(tool, waiting.toSpliced(found, 1))
        continue
      }
    }
    if (trace.phase === 'tool_call' && tool !== null) {
      const waiting = open.get(tool) ?? []
      waiting.push({ index: pairs.length, at, call: trace })
      open.set(tool, waiting)
    }
    pairs.push([trace, null])
  }
  return pairs.map(([first, result]) => stepOf(first, result))
}

const known = new WeakMap<TimelineTrace, Step>()

/** The same step for the same traces, so that a list that grows draws only what is new in it. */
function stepOf(first: TimelineTrace, result: TimelineTrace | null): Step {
  const step = known.get(first)
  if (step !== undefined && step.result === result) return step
  const made = { id: first.id, first, result }
  known.set(first, made)
  return made
}

function belongs(call: TimelineTrace, result: TimelineTrace): boolean {
  if (!Object.hasOwn(result.content, 'args')) return true
  return isSameValue(call.content.args ?? {}, result.content.args ?? {})
}

/** The name of the tool that a trace is about; null for messages, and for a content that names none. */
export function toolOf({ role, content }: Pick<TimelineTrace, 'role' | 'content'>): string | null {
  if (role !== 'tool' || !Object.hasOwn(content, 'tool')) return null
  return typeof content.tool === 'string' ? content.tool : null
}
