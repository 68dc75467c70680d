import type { RuleDefinition } from '@agentsentry/contract'
import { defaultProjectId } from './ports/projects.ts'
import type { ProjectStore, RuleReader, Stopwatch, Store } from './ports.ts'
import { RuleBook } from './rule-book.ts'
import { SessionMemories, type SessionMemoriesOptions } from './session-memories.ts'

/** A project in use: what it keeps, its rules in force, and what its sessions left. */
export interface OpenProject {
  readonly id: string
  readonly store: ProjectStore
  readonly ruleBook: RuleBook
  readonly memories: SessionMemories
}

export interface OpenProjectsParts {
  readonly store: Store
  readonly reader: RuleReader
  readonly stopwatch: Stopwatch
  /** What a project that never held a rule begins with. */
  readonly starterRules: readonly RuleDefinition[]
  readonly memories?: SessionMemoriesOptions
}

/** The projects that were asked for since the start. Each is opened once, with its rules compiled. */
export class OpenProjects {
  readonly #parts: OpenProjectsParts
  readonly #open = new Map<string, OpenProject>()
  readonly #opening = new Map<string, Promise<OpenProject>>()

  private constructor(parts: OpenProjectsParts) {
    this.#parts = parts
  }

  /** Opens the default project at once, so that it is always there. */
  static async begin(parts: OpenProjectsParts): Promise<OpenProjects> {
    const projects = new OpenProjects(parts)
    await projects.open(defaultProjectId)
    return projects
  }

  get default(): OpenProject {
    return this.#open.get(defaultProjectId) as OpenProject
  }

  /** Those open now. */
  get all(): OpenProject[] {
    return [...this.#open.values()]
  }

  /** At once where it is open already. */
  open(projectId: string): OpenProject | Promise<OpenProject> {
    return this.#open.get(projectId) ?? this.#opening.get(projectId) ?? this.#begin(projectId)
  }

  #begin(projectId: string): Promise<OpenProject> {
    const opening = this.#openNow(projectId).finally(() => this.#opening.delete(projectId))
    this.#opening.set(projectId, opening)
    return opening
  }

  async #openNow(projectId: string): Promise<OpenProject> {
    const { reader, starterRules, stopwatch, memories } = this.#parts
    const store = this.#parts.store.project(projectId)
    await store.seedRules(starterRules)
    const project = {
      id: projectId,
      store,
      ruleBook: await RuleBook.open(store, reader),
      memories: new SessionMemories(store, stopwatch, memories),
    }
    this.#open.set(projectId, project)
    return project
  }
}
