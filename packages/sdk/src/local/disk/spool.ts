import { mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readLine, type SpoolLine, sessionLine, settledLine } from '../spool-format.ts'
import type { Place } from '../trace-queue.ts'
import { lockFolder } from './folder-lock.ts'
import { type LeftTrace, readLeft } from './read-left.ts'
import { Segment } from './segment.ts'

const longestSegment = 8 * 1024 * 1024
/** A segment that is smaller is not worth a new file when it is empty again. */
const smallSegment = 256 * 1024
const segmentName = /^traces-(\d{12})\.jsonl$/

/**
 * Traces on disk, in segments of a folder: appended in their order, read again by the next process, removed when all that a
 * segment and those before it hold is settled. What is done to the disk is done one after another. Once it has failed it
 * fails for good.
 */
export class Spool {
  readonly #folder: string
  readonly #unlock: () => void
  /** Oldest first. */
  readonly #segments = new Map<string, Segment>()
  #current: Segment
  #number: number
  #buffer: Buffer[] = []
  #writing: Promise<void> = Promise.resolve()
  #syncing: Promise<void> | null = null

  private constructor(folder: string, unlock: () => void, segments: readonly Segment[], number: number) {
    this.#folder = folder
    this.#unlock = unlock
    this.#number = number
    for (const segment of segments) this.#segments.set(segment.path, segment)
    this.#current = this.#nextSegment()
  }

  /** Makes the folder if need be. Rejects with `folder_in_use`, or with what the system says. */
  static async open(path: string): Promise<{ spool: Spool; left: LeftTrace[]; damaged: number }> {
    const folder = resolve(path)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const unlock = lockFolder(folder)
    try {
      const names = (await readdir(folder)).filter((name) => segmentName.test(name)).sort()
      const { segments, left, damaged } = await readLeft(names.map((name) => join(folder, name)))
      const last = Number(segmentName.exec(names.at(-1) ?? '')?.[1] ?? 0)
      const spool = new Spool(folder, unlock, segments, last)
      await spool.#removeSettled()
      return { spool, left, damaged }
    } catch (error) {
      unlock()
      throw error
    }
  }

  /** Bytes of all segments. */
  get bytes(): number {
    let bytes = 0
    for (const { size } of this.#segments.values()) bytes += size
    return bytes
  }

  /** Puts the line of a trace behind all others, and that of its session before it where the segment has none. */
  append(line: string, session: Parameters<typeof sessionLine>[0]): Place {
    if (this.#current.size > longestSegment) this.#rotate()
    const segment = this.#current
    this.#announce(session)
    segment.waiting += 1
    return this.#push(line)
  }

  /** Resolves when the id of a session that was just made outlives this process: its traces belong to no other. */
  async announce(session: Parameters<typeof sessionLine>[0]): Promise<void> {
    if (this.#announce(session)) await this.write()
  }

  /** Resolves when all that was appended is with the system: it outlives this process. */
  write(): Promise<void> {
    if (this.#buffer.length > 0) {
      const bytes = Buffer.concat(this.#buffer)
      this.#buffer = []
      const segment = this.#current
      this.#then(() => segment.append(bytes))
    }
    return this.#writing
  }

  /** Resolves when all that was appended outlives a power cut. Those who ask at the same time share one wait. */
  sync(): Promise<void> {
    const written = this.write()
    this.#syncing ??= written.then(() => {
      this.#syncing = null
      void this.write()
      const segment = this.#current
      return this.#then(() => segment.sync())
    })
    return this.#syncing
  }

  async read(place: Place): Promise<SpoolLine | null> {
    await this.write()
    const segment = this.#segments.get(place.segment)
    return segment === undefined ? null : readLine(await segment.read(place.offset, place.length))
  }

  /** These traces need not be sent again. */
  async settle(traces: readonly { readonly key: string; readonly place: Place }[]): Promise<void> {
    for (const { place } of traces) {
      const segment = this.#segments.get(place.segment)
      if (segment !== undefined) segment.waiting -= 1
    }
    this.#push(settledLine(traces.map(({ key }) => key)))
    if (this.#current.waiting === 0 && this.#current.size > smallSegment) this.#rotate()
    await this.write()
    await this.#removeSettled()
  }

  /** What waits stays for the next process; where nothing does, nothing stays. */
  async close(): Promise<void> {
    try {
      await this.sync()
      const isEmpty = [...this.#segments.values()].every(({ waiting }) => waiting === 0)
      for (const segment of this.#segments.values()) await (isEmpty ? segment.remove() : segment.close())
    } finally {
      this.#unlock()
    }
  }

  #announce(session: Parameters<typeof sessionLine>[0]): boolean {
    const { sessions } = this.#current
    if (sessions.has(session.key) && sessions.get(session.key) === session.id) return false
    sessions.set(session.key, session.id)
    this.#push(sessionLine(session))
    return true
  }

  #push(line: string): Place {
    const segment = this.#current
    const bytes = Buffer.from(`${line}\n`)
    const place = { segment: segment.path, offset: segment.size, length: bytes.length - 1 }
    segment.size += bytes.length
    this.#buffer.push(bytes)
    return place
  }

  /** One thing behind the other. A failure is told to all who ask from then on. */
  #then(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work)
    this.#writing.catch(() => {})
    return this.#writing
  }

  #rotate(): void {
    void this.write()
    const segment = this.#current
    // It may hold lines that somebody waits for.
    this.#then(() => segment.sync())
    this.#current = this.#nextSegment()
  }

  #nextSegment(): Segment {
    this.#number += 1
    const segment = new Segment(join(this.#folder, `traces-${String(this.#number).padStart(12, '0')}.jsonl`), 0)
    this.#segments.set(segment.path, segment)
    return segment
  }

  /** In their order: a segment may tell what of those before it is settled. */
  async #removeSettled(): Promise<void> {
    for (const segment of [...this.#segments.values()]) {
      if (segment === this.#current || segment.waiting > 0) return
      this.#segments.delete(segment.path)
      await this.#then(() => segment.remove())
    }
  }
}
