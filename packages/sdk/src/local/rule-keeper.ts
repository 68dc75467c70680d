import type { RuleSetBundle } from '@agentsentry/contract'
import { compileInSteps, type RuleSet } from '@agentsentry/engine'
import type { AgentSentryClient } from '../client.ts'
import { ApiError, UnavailableError } from '../errors.ts'
import type { ReadOptions } from './local-options.ts'
import { unref } from './timers.ts'
import { importedKey, refused, verifyBundle } from './verify-bundle.ts'
import { warmUp } from './warm-up.ts'

/** A bundle as it is kept for a start without the server. */
export interface KeptBundle {
  readonly bundle: RuleSetBundle
  readonly etag: string | null
  /** When the server last said that these are its rules, in milliseconds since 1970. */
  readonly confirmedAtMs: number
}

/** Where bundles outlive the process. */
export interface BundleFile {
  /** Null when there is none that can be read. */
  read(): Promise<KeptBundle | null>
  write(kept: KeptBundle): Promise<void>
}

interface InForce extends KeptBundle {
  readonly ruleSet: RuleSet
}

/** How long compiling may hold up whatever else the process does, in milliseconds. */
const sliceMs = 8

/**
 * The rules that are judged by. Those in force stay until others have come whole, were found to be the server's, and are
 * compiled; while the server cannot be reached they stay too.
 */
export class RuleKeeper {
  readonly #client: Pick<AgentSentryClient, 'ruleset'>
  readonly #options: ReadOptions
  readonly #file: BundleFile | null
  #inForce: InForce | null = null
  #failure: unknown = null
  #refreshing: Promise<void> | null = null
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(client: Pick<AgentSentryClient, 'ruleset'>, options: ReadOptions, file: BundleFile | null) {
    this.#client = client
    this.#options = options
    this.#file = file
  }

  /**
   * Takes the rules of the server, or, while it cannot be reached, those of the file. Resolves also when there are neither:
   * {@link current} then says why. Rejects with `option_invalid` for a key that is none.
   */
  async open(): Promise<void> {
    if (this.#options.rulesetKey !== null) await importedKey(this.#options.rulesetKey)
    const kept = (await this.#file?.read().catch(() => null)) ?? null
    // A file that somebody changed is worth no more than none.
    if (kept !== null) await this.#putInForce(kept, 'file').catch((error) => this.#failed(error))
    await this.refresh(this.#options.openTimeoutMs)
    this.#timer = setInterval(() => void this.refresh(), this.#options.refreshMs)
    unref(this.#timer)
  }

  /** Throws what keeps it from having any: a denial, unless the server just cannot be reached. */
  current(): RuleSet {
    if (this.#inForce === null) throw this.#whyNone()
    const ageMs = Date.now() - this.#inForce.confirmedAtMs
    if (ageMs <= this.#options.maxAgeMs) return this.#inForce.ruleSet
    const seconds = Math.round(ageMs / 1000)
    throw new UnavailableError('timed_out', `the rules were last confirmed ${seconds} s ago, which is too long`)
  }

  get bundle(): RuleSetBundle | null {
    return this.#inForce?.bundle ?? null
  }

  /** When the server last said that these are its rules. */
  get confirmedAtMs(): number | null {
    return this.#inForce?.confirmedAtMs ?? null
  }

  /** Somebody heard which rules are in force: others than these are fetched. */
  notice({ number, hash }: { number: number; hash: string }): void {
    const bundle = this.bundle
    if (bundle === null || bundle.number !== number || bundle.hash !== hash) void this.refresh()
  }

  /** Never rejects: what goes wrong is told, and the rules in force stay. */
  refresh(timeoutMs?: number): Promise<void> {
    this.#refreshing ??= this.#refresh(timeoutMs)
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#refreshing = null
      })
    return this.#refreshing
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #refresh(timeoutMs: number | undefined): Promise<void> {
    const known = this.#inForce
    const fetched = await this.#client.ruleset({
      etag: known?.etag ?? null,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    })
    const confirmedAtMs = Date.now()
    if (fetched !== null) await this.#putInForce({ ...fetched, confirmedAtMs }, 'server')
    else if (known !== null) this.#inForce = { ...known, confirmedAtMs }
    this.#failure = null
    const kept = this.#inForce
    if (kept === null || this.#file === null) return
    const { bundle, etag } = kept
    await this.#file.write({ bundle, etag, confirmedAtMs }).catch((error: unknown) => {
      this.#options.onProblem('agentsentry: the rules cannot be kept on disk', error)
    })
  }

  async #putInForce(kept: KeptBundle, from: 'file' | 'server'): Promise<void> {
    const { bundle } = kept
    await verifyBundle(bundle, this.#options.rulesetKey)
    this.#refuseOlder(bundle)
    const ruleSet = await compiled(bundle, this.#inForce?.ruleSet ?? null, from === 'file' || this.#inForce === null)
    this.#inForce = { ...kept, ruleSet }
  }

  /** A signature stays true for good: without this, old rules could be played back. */
  #refuseOlder({ project, number }: RuleSetBundle): void {
    const known = this.#inForce?.bundle
    if (this.#options.rulesetKey === null || known === undefined) return
    if (project !== known.project) throw refused(`they are those of another project, \`${project}\``)
    if (number < known.number) throw refused(`they are older, number ${number}, than those in force, ${known.number}`)
  }

  #failed(error: unknown): void {
    const isNew = messageOf(error) !== messageOf(this.#failure)
    this.#failure = error
    if (isNew) this.#options.onProblem(`agentsentry: the rules cannot be fetched: ${messageOf(error)}`, error)
  }

  #whyNone(): unknown {
    const error = this.#failure
    if (!(error instanceof UnavailableError))
      return error ?? new UnavailableError('timed_out', 'there are no rules yet')
    return new UnavailableError(error.code, `there are no rules to judge by: ${error.message}`)
  }
}

/** At once where somebody waits for it, else beside other work. */
async function compiled({ rules, number, hash }: RuleSetBundle, previous: RuleSet | null, atOnce: boolean) {
  try {
    const steps = compileInSteps(rules, { number, hash }, previous)
    for (let untilMs = performance.now() + sliceMs; ; ) {
      const step = steps.next()
      if (step.done === true) {
        if (atOnce) warmUp(step.value.ruleSet)
        return step.value.ruleSet
      }
      if (atOnce || performance.now() < untilMs) continue
      await new Promise((resolve) => setTimeout(resolve, 0))
      untilMs = performance.now() + sliceMs
    }
  } catch (cause) {
    throw refused('they cannot be compiled', cause)
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.detail
  return error instanceof Error ? error.message : String(error)
}
