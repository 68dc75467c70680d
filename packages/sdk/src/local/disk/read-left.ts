import { readFile } from 'node:fs/promises'
import type { NewSession } from '@agentsentry/contract'
import { readLine, type SpoolLine } from '../spool-format.ts'
import type { Place } from '../trace-queue.ts'
import { Segment } from './segment.ts'

type TraceLine = Extract<SpoolLine, { kind: 'trace' }>

/** A trace that an earlier process left, without its content: that is read when it is sent. */
export interface LeftTrace extends Pick<TraceLine, 'key' | 'role' | 'local'> {
  readonly place: Place
  readonly session: { readonly key: string; readonly id: string | null; readonly newSession: NewSession }
}

/** Reads segments, oldest first. `damaged` counts lines that are none: the last one may have been torn by a crash. */
export async function readLeft(paths: readonly string[]) {
  const segments: Segment[] = []
  const traces: (Omit<LeftTrace, 'session'> & { readonly session: string })[] = []
  const sessions = new Map<string, LeftTrace['session']>()
  const settled = new Set<string>()
  let damaged = 0
  for (const path of paths) {
    const bytes = await readFile(path)
    segments.push(new Segment(path, bytes.length))
    for (const { text, offset, length } of linesOf(bytes)) {
      const line = readLine(text)
      if (line === null) damaged += 1
      else if (line.kind === 'settled') for (const key of line.keys) settled.add(key)
      else if (line.kind === 'session')
        sessions.set(line.key, { ...line, id: line.id ?? sessions.get(line.key)?.id ?? null })
      else {
        const { key, role, local, session } = line
        traces.push({ key, role, local, session, place: { segment: path, offset, length } })
      }
    }
  }
  const left: LeftTrace[] = []
  for (const { session: sessionKey, ...trace } of traces) {
    if (settled.has(trace.key)) continue
    const session = sessions.get(sessionKey)
    if (session === undefined) damaged += 1
    else left.push({ ...trace, session })
  }
  for (const { place } of left) {
    const segment = segments.find(({ path }) => path === place.segment)
    if (segment !== undefined) segment.waiting += 1
  }
  return { segments, left, damaged }
}

function* linesOf(bytes: Buffer): Generator<{ text: string; offset: number; length: number }> {
  for (let offset = 0; offset < bytes.length; ) {
    const at = bytes.indexOf(10, offset)
    const end = at < 0 ? bytes.length : at
    if (end > offset) yield { text: bytes.toString('utf8', offset, end), offset, length: end - offset }
    offset = end + 1
  }
}
