import { type FileHandle, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file of lines that only grows. */
export class Segment {
  readonly path: string
  /** Bytes that are written or about to be. */
  size: number
  /** Traces in it that are not settled. */
  waiting = 0
  /** Keys of the sessions that its lines tell of, each with the id that it had then. */
  readonly sessions = new Map<string, string | null>()
  #file: FileHandle | null = null
  #isNew: boolean

  constructor(path: string, size: number) {
    this.path = path
    this.size = size
    this.#isNew = size === 0
  }

  async append(bytes: Buffer): Promise<void> {
    await (await this.#opened()).appendFile(bytes)
  }

  /** Resolves when all that was appended outlives a power cut. */
  async sync(): Promise<void> {
    if (this.#file === null) return
    await this.#file.datasync()
    if (!this.#isNew) return
    await syncFolder(dirname(this.path))
    this.#isNew = false
  }

  async read(offset: number, length: number): Promise<string> {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await (await this.#opened()).read(bytes, 0, length, offset)
    if (bytesRead !== length) throw new Error(`\`${this.path}\` is shorter than it was`)
    return bytes.toString('utf8')
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }

  async remove(): Promise<void> {
    await this.close()
    await rm(this.path, { force: true })
  }

  async #opened(): Promise<FileHandle> {
    this.#file ??= await open(this.path, 'a+', 0o600)
    return this.#file
  }
}

/** A new file is there after a power cut when its folder is on disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } catch {
    // Some systems have no such thing.
  } finally {
    await handle.close()
  }
}
