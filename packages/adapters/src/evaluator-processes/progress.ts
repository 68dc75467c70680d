import { writeSync } from 'node:fs'

/** What a process is doing, beside the place of the rule that it tries: 0 and up. */
export const activities = { preparing: -2, sharedWork: -1 } as const

/** Where a process tells its progress: the place in its `stdio`. */
export const progressDescriptor = 4

/** Two little-endian integers of 32 bits: the number of the request, and the activity. */
const recordBytes = 8

/** Tells what is being done, from within work that nothing interrupts. */
export class ProgressWriter {
  readonly #record = Buffer.alloc(recordBytes)
  #told: number = activities.preparing

  /** What is told from now on is about this request. */
  begin(requestNumber: number): void {
    this.#record.writeInt32LE(requestNumber, 0)
    this.#told = activities.preparing
  }

  /**
   * Returns when it is written, so that it is known what was tried even if that ends the process; some microseconds. A rule
   * may search a text in many places; only with the next rule, or the next reading, its time begins anew. Throws when nobody
   * listens any more.
   */
  readonly tell = (activity: number): void => {
    if (activity === this.#told) return
    this.#told = activity
    this.#record.writeInt32LE(activity, 4)
    writeSync(progressDescriptor, this.#record)
  }
}

/** Puts together what {@link ProgressWriter} told, of which only the newest counts. */
export class ProgressReader {
  #rest: Buffer = Buffer.alloc(0)

  /** The newest record that is complete now; null when there is none. */
  read(chunk: Buffer): { requestNumber: number; activity: number } | null {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const end = bytes.length - (bytes.length % recordBytes)
    this.#rest = bytes.subarray(end)
    if (end === 0) return null
    return { requestNumber: bytes.readInt32LE(end - recordBytes), activity: bytes.readInt32LE(end - recordBytes + 4) }
  }
}
