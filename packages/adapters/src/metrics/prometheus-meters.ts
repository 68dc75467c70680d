import type {
  AnsweredRequestFigures,
  CheckedTraceFigures,
  ComparedVerdictFigures,
  FinishedCheckFigures,
  FinishedDeliveryFigures,
  Meters,
} from '@agentsentry/pipeline/ports'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { BoundedNames } from './bounded-names.ts'
import { addLiveGauge, type LiveGauge } from './live-gauge.ts'
import { PairedCounter } from './paired-counter.ts'
import { QueueGauges, type ReadQueues } from './queue-gauges.ts'

export interface PrometheusMetersOptions {
  /** Asked at each scrape; queues are left out of one where it rejects or takes longer than `queueTimeoutMs`. */
  readonly readQueues: ReadQueues
  readonly onQueueFailure: (error: unknown) => void
  readonly queueTimeoutMs?: number
  /** How many rule names are told apart; the rest are `other`. */
  readonly maxRules?: number
  readonly gauges?: readonly LiveGauge[]
}

const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const evaluationSeconds = [0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1]
const commitSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
const remoteSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60]

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const maxRoutes = 200
const maxKinds = 20

/** Counts for Prometheus. Metrics of the process and of Node.js have the names that their dashboards know. */
export class PrometheusMeters implements Meters {
  readonly #registry = new Registry()
  readonly #queues: QueueGauges
  readonly #rules: BoundedNames
  readonly #routes = new BoundedNames(maxRoutes)
  readonly #kinds = new BoundedNames(maxKinds)

  readonly #requests = this.#counter('http_requests_total', 'Requests answered', ['method', 'route', 'status'])
  readonly #problems = this.#counter('problems_total', 'Requests answered with a problem', ['code'])
  readonly #requestSeconds = this.#histogram('http_request_seconds', 'What answering took', requestSeconds, ['route'])
  readonly #decisions = new PairedCounter(
    this.#counter('decisions_total', 'Traces checked, by decision', ['decision', 'phase']),
    'decision',
    'phase',
  )
  readonly #compared = this.#counter('local_verdicts_total', 'Verdicts reached away from the server, compared', [
    'server',
    'rule_set',
  ])
  readonly #ruleHits = new PairedCounter(
    this.#counter('rule_hits_total', 'Reasons given, by rule', ['rule', 'mode']),
    'rule',
    'mode',
  )
  readonly #evaluation = this.#histogram('evaluation_seconds', 'What the rules took on a trace', evaluationSeconds)
  readonly #commit = this.#histogram('commit_seconds', 'What writing a trace to disk took', commitSeconds)
  readonly #checks = this.#counter('judge_checks_total', 'Checks by a judge that ended', ['outcome', 'cached'])
  readonly #checkSeconds = this.#histogram('judge_seconds', 'What the judge took', remoteSeconds)
  readonly #cost = this.#counter('judge_cost_usd_total', 'What the judge cost, in US dollars')
  readonly #tokens = this.#counter('judge_tokens_total', 'Tokens that the judge read and wrote', ['type'])
  readonly #deliveries = this.#counter('deliveries_total', 'Attempts to notify that ended', ['kind', 'outcome'])
  readonly #deliverySeconds = this.#histogram('delivery_seconds', 'What an attempt to notify took', remoteSeconds)

  constructor(options: PrometheusMetersOptions) {
    const { readQueues, onQueueFailure, queueTimeoutMs = 2_000, maxRules = 500, gauges = [] } = options
    this.#rules = new BoundedNames(maxRules)
    this.#queues = new QueueGauges(this.#registry, { readQueues, onFailure: onQueueFailure, timeoutMs: queueTimeoutMs })
    for (const gauge of gauges) addLiveGauge(this.#registry, gauge)
    collectDefaultMetrics({ register: this.#registry })
  }

  traceChecked({ decision, phase, ruleHits, evaluationUs, commitMs }: CheckedTraceFigures): void {
    this.#decisions.count(decision, phase)
    for (const { rule, mode } of ruleHits) this.#ruleHits.count(this.#rules.admit(rule), mode)
    if (evaluationUs !== null) observe(this.#evaluation, evaluationUs / 1e6)
    observe(this.#commit, commitMs / 1e3)
  }

  verdictCompared({ server, sameRuleSet }: ComparedVerdictFigures): void {
    this.#compared.inc({ server, rule_set: sameRuleSet ? 'same' : 'other' })
  }

  requestAnswered({ method, route, status, durationMs, problem }: AnsweredRequestFigures): void {
    const admitted = this.#routes.admit(route)
    this.#requests.inc({ method: methods.has(method) ? method : 'other', route: admitted, status })
    if (problem !== null) this.#problems.inc({ code: problem })
    if (isFigure(durationMs)) this.#requestSeconds.observe({ route: admitted }, durationMs / 1e3)
  }

  checkFinished({ outcome, cached, latencyMs, costUsd, promptTokens, completionTokens }: FinishedCheckFigures): void {
    this.#checks.inc({ outcome, cached: String(cached) })
    if (!cached) observe(this.#checkSeconds, latencyMs / 1e3)
    if (isFigure(costUsd)) this.#cost.inc(costUsd)
    if (isFigure(promptTokens)) this.#tokens.inc({ type: 'input' }, promptTokens)
    if (isFigure(completionTokens)) this.#tokens.inc({ type: 'output' }, completionTokens)
  }

  deliveryFinished({ kind, outcome, latencyMs }: FinishedDeliveryFigures): void {
    this.#deliveries.inc({ kind: this.#kinds.admit(kind), outcome })
    observe(this.#deliverySeconds, latencyMs / 1e3)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** Everything as Prometheus reads it. Never rejects because the queues cannot be read. */
  async scrape(): Promise<string> {
    await this.#queues.refresh()
    this.#decisions.flush()
    this.#ruleHits.flush()
    return this.#registry.metrics()
  }

  #counter<Label extends string = never>(name: string, help: string, labelNames: Label[] = []): Counter<Label> {
    return new Counter({ name: `agentsentry_${name}`, help, labelNames, registers: [this.#registry] })
  }

  #histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: Label[] = [],
  ): Histogram<Label> {
    return new Histogram({ name: `agentsentry_${name}`, help, buckets, labelNames, registers: [this.#registry] })
  }
}

function observe(histogram: Histogram<never>, value: number): void {
  if (isFigure(value)) histogram.observe(value)
}

/** What prom-client would throw at, or count backwards. */
function isFigure(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0
}
