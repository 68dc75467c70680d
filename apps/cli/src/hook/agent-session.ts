import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How long a hook may hold the lock; after that it is taken for dead. */
const lockMs = 3_000
const mostSessions = 1_000
const keptMs = 30 * 24 * 60 * 60 * 1_000

export interface AgentSessionOptions {
  /** Where the ids are kept, one small file for each session; null to keep none. */
  readonly folder: string | null
  /** What tells sessions apart: the server, the agent, and its own id of the session. */
  readonly key: readonly string[]
  /** Opens a session on the server and gives its id. */
  readonly open: () => Promise<string>
}

/**
 * The server's session of an agent's session. Every event of an agent runs in a process of its own, many at once: the first
 * opens the session, the others wait for it. Where nothing can be kept, each event has a session of its own.
 */
export class AgentSession {
  readonly #folder: string | null
  readonly #path: string
  readonly #open: () => Promise<string>

  constructor({ folder, key, open }: AgentSessionOptions) {
    this.#folder = folder
    // Not imported: as a module it would be loaded whole.
    const { createHash } = process.getBuiltinModule('node:crypto')
    const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 40)
    this.#path = join(folder ?? '.', name)
    this.#open = open
  }

  async id(): Promise<string> {
    return this.#known() ?? (await this.#opened(undefined))
  }

  /** Another session, since the server does not know this one. */
  renewed(unknown: string): Promise<string> {
    return this.#opened(unknown)
  }

  async #opened(unknown: string | undefined): Promise<string> {
    if (this.#folder === null) return this.#open()
    for (;;) {
      const known = this.#known()
      if (known !== null && known !== unknown) return known
      const lock = this.#lock()
      if (lock === 'unusable') return this.#open()
      if (lock === 'held') {
        await new Promise((resolve) => setTimeout(resolve, 10))
        continue
      }
      try {
        const meanwhile = this.#known()
        if (meanwhile !== null && meanwhile !== unknown) return meanwhile
        const id = await this.#open()
        this.#keep(id)
        return id
      } finally {
        ignoringErrors(() => rmdirSync(`${this.#path}.lock`))
      }
    }
  }

  #known(): string | null {
    if (this.#folder === null) return null
    try {
      const id = readFileSync(this.#path, 'utf8')
      return /^[\w-]{1,200}$/.test(id) ? id : null
    } catch {
      return null
    }
  }

  #lock(): 'taken' | 'held' | 'unusable' {
    const path = `${this.#path}.lock`
    try {
      mkdirSync(path, { mode: 0o700 })
      return 'taken'
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return 'unusable'
      if (ageMs(path) > lockMs) ignoringErrors(() => rmdirSync(path))
      return 'held'
    }
  }

  /** Whole or not at all. What cannot be kept costs a session more, no verdict. */
  #keep(id: string): void {
    const unfinished = `${this.#path}.${process.pid}.new`
    ignoringErrors(() => {
      writeFileSync(unfinished, id, { mode: 0o600 })
      renameSync(unfinished, this.#path)
      this.#prune()
    })
  }

  #prune(): void {
    const folder = this.#folder as string
    const files = readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => path !== this.#path && !path.endsWith('.lock'))
      .map((path) => ({ path, age: ageMs(path) }))
      .sort((left, right) => left.age - right.age)
    for (const [position, { path, age }] of files.entries())
      if (age > keptMs || position >= mostSessions - 1) ignoringErrors(() => rmSync(path, { force: true }))
  }
}

function ageMs(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return 0
  }
}

function ignoringErrors(run: () => void): void {
  try {
    run()
  } catch {
    // Nothing that is decided depends on it.
  }
}
