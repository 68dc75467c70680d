import type { IncomingTrace, OpenSpan, SpanAttributes, Tracing } from '@agentsentry/pipeline/ports'
import {
  createContextKey,
  DiagLogLevel,
  defaultTextMapGetter,
  diag,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { TelemetryOptions } from './telemetry.ts'

type OtlpTelemetryOptions = TelemetryOptions & { readonly endpoint: string }

/** Set where a request has come in and no span tells of it yet. */
const incomingKey = createContextKey('agentsentry incoming')

/** What a span may say at most, in UTF-16 code units, so that no name becomes a way to carry content out. */
const maxAttributeLength = 256
const maxStopMs = 5_000
const maxFaultLength = 500

/**
 * Spans by OTLP over HTTP, as JSON, in batches. Nothing is registered globally: a program that embeds AgentSentry keeps its
 * own tracing. The exporter reads the rest of its settings, such as `OTEL_EXPORTER_OTLP_HEADERS`, as its documentation says.
 */
export class OtlpTelemetry implements Tracing {
  readonly #provider: TracerProvider
  readonly #tracer: Tracer
  readonly #contexts = new AsyncLocalStorageContextManager().enable()
  readonly #propagator = new W3CTraceContextPropagator()
  readonly #onFailure: (message: string) => void

  constructor({ endpoint, serviceName, serviceVersion, sampleRatio = 1, onFailure }: OtlpTelemetryOptions) {
    this.#onFailure = onFailure
    reportFaults(onFailure)
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': serviceVersion }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
      spanLimits: { attributeValueLengthLimit: maxAttributeLength },
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    })
    this.#tracer = this.#provider.getTracer('agentsentry', serviceVersion)
  }

  span<Result>(name: string, attributes: SpanAttributes, work: (span: OpenSpan) => Result): Result {
    const parent = this.#contexts.active()
    const kind = parent.getValue(incomingKey) === true ? SpanKind.SERVER : SpanKind.INTERNAL
    const span = this.#tracer.startSpan(name, { attributes: { ...attributes }, kind }, parent)
    const within = trace.setSpan(parent.deleteValue(incomingKey), span)
    try {
      const result = this.#contexts.with(within, () => work({ note: (more) => span.setAttributes({ ...more }) }))
      if (!(result instanceof Promise)) {
        span.end()
        return result
      }
      result.then(
        () => span.end(),
        (error: unknown) => endFailed(span, error),
      )
      return result
    } catch (error) {
      endFailed(span, error)
      throw error
    }
  }

  continued<Result>(incoming: IncomingTrace, work: () => Result): Result {
    const context = this.#propagator.extract(this.#contexts.active(), incoming, defaultTextMapGetter)
    return this.#contexts.with(context.setValue(incomingKey, true), work)
  }

  /** Sends what is left, within {@link maxStopMs}, and ends. Never rejects. */
  async stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`not ended within ${maxStopMs} ms`)), maxStopMs)
    })
    try {
      await Promise.race([this.#provider.shutdown(), late])
    } catch (error) {
      this.#onFailure(`spans were lost at the end: ${error}`)
    } finally {
      clearTimeout(timer)
      this.#contexts.disable()
    }
  }
}

/** The code or the name of an error. Messages may quote content. */
function endFailed(span: Span, error: unknown): void {
  const { code, name } = error instanceof Error ? (error as Error & { readonly code?: unknown }) : { name: 'unknown' }
  const type = typeof code === 'string' ? code : name
  span.setAttribute('error.type', type)
  span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

/** The exporter tells its faults to the diagnostics of OpenTelemetry, of which a process has one. */
function reportFaults(onFailure: (message: string) => void): void {
  const tell = (message: string) => onFailure(message.slice(0, maxFaultLength))
  const drop = () => {}
  const logger = { error: tell, warn: tell, info: drop, debug: drop, verbose: drop }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
}
