import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stateFolder } from '../../../bin/state-folder.mjs'

/** What a settings file held before the hooks were installed, and a hash of what it held right after. */
interface Backup {
  /** Base64; null when there was no file. */
  readonly before: string | null
  readonly after: string
}

/** A settings file of an agent. A link is followed, so that it stays one. */
export class SettingsFile {
  readonly path: string
  readonly #backupPath: string | null

  constructor(path: string) {
    this.path = existsSync(path) ? realpathSync(path) : path
    const folder = stateFolder('backups')
    this.#backupPath = folder === null ? null : join(folder, hashOf(Buffer.from(this.path)))
  }

  /** Null when there is none. */
  read(): Buffer | null {
    return existsSync(this.path) ? readFileSync(this.path) : null
  }

  /** Null removes the file. Whole or not at all, with the mode that the file had. */
  write(content: Uint8Array | null): void {
    if (content === null) {
      rmSync(this.path, { force: true })
      return
    }
    mkdirSync(dirname(this.path), { recursive: true })
    const mode = existsSync(this.path) ? statSync(this.path).mode & 0o777 : 0o644
    const unfinished = `${this.path}.${process.pid}.new`
    writeFileSync(unfinished, content, { mode })
    renameSync(unfinished, this.path)
  }

  /** Keeps what was there before a change. Of two changes after one another, what was before the first. */
  keep(before: Uint8Array | null, after: Uint8Array): void {
    if (this.#backupPath === null) return
    const kept = this.#backup()
    const isOurs = kept !== null && before !== null && hashOf(before) === kept.after
    const first = isOurs ? kept.before : before && Buffer.from(before).toString('base64')
    writeFileSync(this.#backupPath, JSON.stringify({ before: first, after: hashOf(after) } satisfies Backup), {
      mode: 0o600,
    })
  }

  /** What was there before the change, when nothing else has changed since; undefined when something has. */
  before(now: Uint8Array): Buffer | null | undefined {
    const kept = this.#backup()
    if (kept === null || kept.after !== hashOf(now)) return undefined
    return kept.before === null ? null : Buffer.from(kept.before, 'base64')
  }

  forget(): void {
    if (this.#backupPath !== null) rmSync(this.#backupPath, { force: true })
  }

  #backup(): Backup | null {
    if (this.#backupPath === null || !existsSync(this.#backupPath)) return null
    return JSON.parse(readFileSync(this.#backupPath, 'utf8'))
  }
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
