import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord } from '../../answer.ts'
import type { BundleFile, KeptBundle } from '../rule-keeper.ts'

/** The rules that were last in force, in a file that is replaced as a whole. */
export class RuleFile implements BundleFile {
  readonly #path: string
  #written = ''
  #writing: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.#path = join(folder, 'ruleset.json')
  }

  async read(): Promise<KeptBundle | null> {
    const kept: unknown = JSON.parse(await readFile(this.#path, 'utf8'))
    const isKept = isRecord(kept) && isRecord(kept.bundle) && typeof kept.confirmedAtMs === 'number'
    return isKept ? (kept as unknown as KeptBundle) : null
  }

  /** When they were confirmed is written once a minute. */
  write(kept: KeptBundle): Promise<void> {
    const minute = Math.floor(kept.confirmedAtMs / 60_000)
    const written = `${kept.etag} ${kept.bundle.number} ${kept.bundle.hash} ${minute}`
    if (written === this.#written) return this.#writing
    const writing = this.#writing.catch(() => {}).then(() => this.#replace(JSON.stringify(kept)))
    this.#writing = writing.then(() => {
      this.#written = written
    })
    return this.#writing
  }

  async #replace(text: string): Promise<void> {
    const file = await open(`${this.#path}.new`, 'w', 0o600)
    try {
      await file.writeFile(text)
      await file.datasync()
    } finally {
      await file.close()
    }
    await rename(`${this.#path}.new`, this.#path)
  }
}
