import { readFileSync } from 'node:fs'
import { randomFrom } from '../random.ts'
import { inventTrace } from './invented-trace.ts'
import type { TraceBody } from './trace-body.ts'

/** Traces made up from a seed: the same seed gives the same bodies on every machine. */
export function inventBodies(count: number, seed: number): TraceBody[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () => inventTrace(random))
}

/**
 * Traces of recorded sessions, drawn by a seed from files of one JSON object a line, `{traces: [{role, content}]}`. A
 * tool trace with a result becomes two, as an agent sends it: the call before it runs, and the call with its result.
 */
export function readBodies(files: readonly string[], count: number, seed: number): TraceBody[] {
  const all = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => (JSON.parse(line) as { traces: TraceBody[] }).traces.flatMap(asSent)),
  )
  const random = randomFrom(seed)
  return Array.from({ length: Math.min(count, all.length) }, (_, taken) => {
    const at = taken + Math.floor(random() * (all.length - taken))
    const drawn = all[at] as TraceBody
    all[at] = all[taken] as TraceBody
    return drawn
  })
}

function asSent({ role, content }: TraceBody): TraceBody[] {
  const { result, error, ...call } = content
  const sent = { role, content }
  return result === undefined && error === undefined ? [sent] : [{ role, content: call }, sent]
}

/** Sizes of content as JSON, in bytes, at the 10th, 50th, 90th and 99th percentile, and the largest. */
export function describeSizes(bodies: readonly TraceBody[]): string {
  const sizes = bodies.map(({ content }) => Buffer.byteLength(JSON.stringify(content))).sort((a, b) => a - b)
  const at = (share: number) => (sizes[Math.floor((sizes.length - 1) * share)] ?? 0).toLocaleString('en')
  return `p10 ${at(0.1)}, p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, largest ${at(1)} bytes`
}
