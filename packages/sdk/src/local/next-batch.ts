import type { WaitingTrace } from './trace-queue.ts'

/** Of the text of one batch, in UTF-16 code units; a server takes 1 MiB unless it was told otherwise. */
const largestBatch = 256 * 1024
/** A body may hold 25,000 values. */
const mostValues = 20_000

/** The traces that come first and fit into one body; one that fits nowhere comes alone. */
export function nextBatch(waiting: Iterable<WaitingTrace>, most: number): WaitingTrace[] {
  const batch: WaitingTrace[] = []
  let size = 0
  let values = 0
  for (const trace of waiting) {
    size += trace.size
    values += trace.contentJson === null ? trace.size / 2 : valuesOf(trace.contentJson)
    if (batch.length > 0 && (size > largestBatch || values > mostValues)) break
    batch.push(trace)
    if (batch.length >= most) break
  }
  return batch
}

/** At most: each value but the first stands behind one of these, which may stand in strings as well. */
function valuesOf(json: string): number {
  if (json.length < 200) return json.length / 2
  let values = 1
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at)
    if (code === comma || code === colon || code === bracket) values += 1
  }
  return values
}

const comma = 0x2c
const colon = 0x3a
const bracket = 0x5b
