import type { Phase, Role } from '@agentsentry/contract'

/** What a span says of itself. Never content, nor anything cut out of it. Undefined values are left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>

/** A span while its work is under way. */
export interface OpenSpan {
  /** Adds what became known only now. Later values replace earlier ones. */
  note(attributes: SpanAttributes): void
}

/** The headers by which a caller hands over its trace (W3C Trace Context). */
export interface IncomingTrace {
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

/** Records what ran inside what, and for how long. Methods answer, or throw, just what `work` does. */
export interface Tracing {
  /**
   * Runs `work` inside a span, which ends when `work` has answered or its promise has settled. Spans begun within are its
   * children. Where `work` fails the span says so with the error's code or name; its message is kept out, since it may
   * quote content.
   */
  span<Result>(name: string, attributes: SpanAttributes, work: (span: OpenSpan) => Result): Result
  /** Runs `work` so that the first span within it belongs to the caller's trace. Headers that cannot be read count as none. */
  continued<Result>(incoming: IncomingTrace, work: () => Result): Result
}

const closedSpan: OpenSpan = { note: () => {} }

/** Records nothing. */
export const noTracing: Tracing = {
  span: (_name, _attributes, work) => work(closedSpan),
  continued: (_incoming, work) => work(),
}

export interface TracedStep {
  readonly id: string
  readonly sessionId: string
  readonly role: Role
  readonly phase: Phase
  readonly tool: string | null
}

/** How much of a name that a caller chose is let into a span, in UTF-16 code units. */
const maxNameLength = 128

/** Attributes of a span about one trace, named as the OpenTelemetry conventions for generative AI name them where they do. */
export function stepAttributes({ id, sessionId, role, phase, tool }: TracedStep): SpanAttributes {
  return {
    'gen_ai.conversation.id': sessionId,
    'gen_ai.tool.name': tool?.slice(0, maxNameLength),
    'agentsentry.trace.id': id,
    'agentsentry.role': role,
    'agentsentry.phase': phase,
  }
}

export interface TracedOpinion {
  readonly model: string
  readonly promptTokens: number | null
  readonly completionTokens: number | null
}

/** Attributes of a span in which a judge was asked, by the same conventions. */
export function opinionAttributes({ model, promptTokens, completionTokens }: TracedOpinion): SpanAttributes {
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.response.model': model,
    'gen_ai.usage.input_tokens': promptTokens ?? undefined,
    'gen_ai.usage.output_tokens': completionTokens ?? undefined,
  }
}
