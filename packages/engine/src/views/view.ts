import type { Phase, ViewName } from '@agentsentry/contract'
import type { Line } from '../collect-text.ts'
import type { SessionMemory } from './session-memory.ts'

/** A reading of content beside the text as it stands. Its lines carry an `origin` that leads back to content. */
export interface View {
  readonly name: Exclude<ViewName, 'text'>
  readonly lines: readonly Line[]
  /** Why this view, and those after it, may lack something, in words; said once. Such a view may have no lines. */
  readonly incomplete?: string
}

/** What views are made from. */
export interface ViewSource {
  readonly phase: Phase
  readonly lines: readonly Line[]
  /** What the session's earlier traces left behind. */
  readonly session: SessionMemory
  /** True when letters turned by 13 places made a word that some rule looks for. */
  readonly looksRotated: boolean
}
