import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { parseRecordedSession, type RecordedSession } from './recorded-session.ts'

/** A line of a file: a session, or what is wrong with it. */
export interface SessionLine {
  /** `FILE:LINE`, lines from 1. */
  readonly place: string
  /** Length of the line in the file, its end included. */
  readonly byteCount: number
  readonly session: RecordedSession | null
  readonly fault: string | null
}

/** A line that is longer is not held in memory. */
const longestLineBytes = 64 * 1024 * 1024

/** Reads files of recorded sessions, one after another and a line at a time. Empty lines are left out. */
export async function* readSessions(files: readonly string[]): AsyncGenerator<SessionLine> {
  for (const file of files) {
    let number = 0
    for await (const line of linesOf(file)) {
      number++
      const place = `${file}:${number}`
      if (line.bytes === null) yield faulty(place, line.byteCount, `longer than ${longestLineBytes} bytes`)
      else if (!isUtf8(line.bytes)) yield faulty(place, line.byteCount, 'not UTF-8 text')
      else {
        const text = line.bytes.toString('utf8').replace(/^\uFEFF/, '')
        if (text.trim() !== '') yield readLine(place, line.byteCount, text)
      }
    }
  }
}

function readLine(place: string, byteCount: number, text: string): SessionLine {
  try {
    return { place, byteCount, session: parseRecordedSession(text), fault: null }
  } catch (error) {
    return faulty(place, byteCount, (error as Error).message)
  }
}

function faulty(place: string, byteCount: number, fault: string): SessionLine {
  return { place, byteCount, session: null, fault }
}

/** Lines end at a line feed and nowhere else: text may hold the other characters that end lines. */
async function* linesOf(file: string): AsyncGenerator<{ bytes: Buffer | null; byteCount: number }> {
  let parts: Buffer[] = []
  let byteCount = 0
  const take = (part: Buffer) => {
    byteCount += part.length
    if (byteCount <= longestLineBytes) parts.push(part)
    else parts = []
  }
  const finish = () => {
    const line = { bytes: byteCount <= longestLineBytes ? Buffer.concat(parts) : null, byteCount }
    parts = []
    byteCount = 0
    return line
  }
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      take(chunk.subarray(start, end + 1))
      yield finish()
      start = end + 1
    }
    take(chunk.subarray(start))
  }
  if (byteCount > 0) yield finish()
}
