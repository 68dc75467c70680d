import type { Content, Decision, Phase, Reason, Role } from '@agentsentry/contract'

/** When a judge raised the decision of a trace, and from what. */
export interface Raise {
  readonly from: Decision
  readonly to: Decision
  /** Null where it cannot be told any more. */
  readonly at: string | null
  readonly model: string | null
}

/** A trace as the timeline shows it. Plain data, small enough that hundreds of them can be held in a page. */
export interface TimelineTrace {
  readonly id: string
  readonly role: Role
  readonly phase: Phase
  readonly decision: Decision
  readonly reasons: readonly Reason[]
  readonly shadow: readonly Reason[]
  readonly createdAt: string
  readonly masked: number
  readonly content: Content
  /** Length of the content as JSON, where what is here is less than all of it; else null. */
  readonly shortenedFrom: number | null
  readonly raise: Raise | null
}

/** What a person sees as one step: a message, or a call of a tool with what came of it. */
export interface Step {
  /** Of the trace that it begins with. */
  readonly id: string
  readonly first: TimelineTrace
  /** What the tool gave back, where `first` is the call and both are known. */
  readonly result: TimelineTrace | null
}
