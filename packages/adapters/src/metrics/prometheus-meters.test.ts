import type { CheckedTraceFigures } from '@agentsentry/pipeline/ports'
import { expect, test } from 'vitest'
import { PrometheusMeters, type PrometheusMetersOptions } from './prometheus-meters.ts'

function newMeters(options: Partial<PrometheusMetersOptions> = {}): PrometheusMeters {
  const fail = (error: unknown) => {
    throw error
  }
  return new PrometheusMeters({ readQueues: async () => [], onQueueFailure: fail, ...options })
}

async function linesOf(meters: PrometheusMeters, prefix = 'agentsentry_'): Promise<string[]> {
  return (await meters.scrape()).split('\n').filter((line) => line.startsWith(prefix))
}

const checked: CheckedTraceFigures = {
  decision: 'block',
  phase: 'tool_call',
  ruleHits: [
    { rule: 'no-secrets', mode: 'enforced' },
    { rule: 'tried-out', mode: 'shadow' },
  ],
  evaluationUs: 300,
  commitMs: 3,
}

test('a checked trace counts its decision, its rules, and its times in seconds', async () => {
  const meters = newMeters()
  meters.traceChecked(checked)
  meters.traceChecked({ ...checked, decision: 'allow', ruleHits: [], evaluationUs: null })
  const lines = await linesOf(meters)
  expect(lines).toEqual(
    expect.arrayContaining([
      'agentsentry_decisions_total{decision="block",phase="tool_call"} 1',
      'agentsentry_decisions_total{decision="allow",phase="tool_call"} 1',
      'agentsentry_rule_hits_total{rule="no-secrets",mode="enforced"} 1',
      'agentsentry_rule_hits_total{rule="tried-out",mode="shadow"} 1',
      'agentsentry_evaluation_seconds_bucket{le="0.00025"} 0',
      'agentsentry_evaluation_seconds_bucket{le="0.0005"} 1',
      'agentsentry_evaluation_seconds_sum 0.0003',
      'agentsentry_evaluation_seconds_count 1',
      'agentsentry_commit_seconds_bucket{le="0.0025"} 0',
      'agentsentry_commit_seconds_bucket{le="0.005"} 2',
      'agentsentry_commit_seconds_sum 0.006',
    ]),
  )
})

test('what is counted is told at every scrape from then on, once', async () => {
  const meters = newMeters()
  for (const count of [1, 2, 3]) {
    meters.traceChecked(checked)
    for (let scrape = 0; scrape < 2; scrape++) {
      expect(await linesOf(meters, 'agentsentry_decisions_total')).toEqual([
        `agentsentry_decisions_total{decision="block",phase="tool_call"} ${count}`,
      ])
      expect(await linesOf(meters, 'agentsentry_rule_hits_total{rule="no-secrets"')).toEqual([
        `agentsentry_rule_hits_total{rule="no-secrets",mode="enforced"} ${count}`,
      ])
    }
  }
})

test('requests, checks and deliveries are counted by what came of them', async () => {
  const meters = newMeters()
  meters.requestAnswered({ method: 'POST', route: '/traces', status: 200, durationMs: 4, problem: null })
  meters.checkFinished({
    outcome: 'raised',
    cached: false,
    latencyMs: 800,
    costUsd: 0.25,
    promptTokens: 100,
    completionTokens: 20,
  })
  meters.checkFinished({
    outcome: 'raised',
    cached: true,
    latencyMs: 0,
    costUsd: 0,
    promptTokens: 0,
    completionTokens: 0,
  })
  meters.checkFinished({
    outcome: 'unavailable',
    cached: false,
    latencyMs: 9_000,
    costUsd: null,
    promptTokens: null,
    completionTokens: null,
  })
  meters.deliveryFinished({ kind: 'trace.blocked', outcome: 'delivered', latencyMs: 70 })
  expect(await linesOf(meters)).toEqual(
    expect.arrayContaining([
      'agentsentry_http_requests_total{method="POST",route="/traces",status="200"} 1',
      'agentsentry_http_request_seconds_bucket{le="0.005",route="/traces"} 1',
      'agentsentry_judge_checks_total{outcome="raised",cached="false"} 1',
      'agentsentry_judge_checks_total{outcome="raised",cached="true"} 1',
      'agentsentry_judge_checks_total{outcome="unavailable",cached="false"} 1',
      'agentsentry_judge_seconds_count 2',
      'agentsentry_judge_cost_usd_total 0.25',
      'agentsentry_judge_tokens_total{type="input"} 100',
      'agentsentry_judge_tokens_total{type="output"} 20',
      'agentsentry_deliveries_total{kind="trace.blocked",outcome="delivered"} 1',
      'agentsentry_delivery_seconds_bucket{le="0.1"} 1',
    ]),
  )
})

test('past the limit, rules, routes and methods are `other`, and the sum stays right', async () => {
  const meters = newMeters({ maxRules: 3 })
  for (let index = 0; index < 10; index++)
    meters.traceChecked({ ...checked, ruleHits: [{ rule: `rule-${index}`, mode: 'enforced' }] })
  for (let index = 0; index < 1_000; index++)
    meters.requestAnswered({ method: `M${index}`, route: `/${index}`, status: 404, durationMs: 1, problem: null })
  const hits = await linesOf(meters, 'agentsentry_rule_hits_total{')
  expect(hits).toEqual([
    ...[0, 1, 2].map((index) => `agentsentry_rule_hits_total{rule="rule-${index}",mode="enforced"} 1`),
    'agentsentry_rule_hits_total{rule="other",mode="enforced"} 7',
  ])
  const requests = await linesOf(meters, 'agentsentry_http_requests_total{')
  expect(requests).toHaveLength(201)
  expect(requests.at(-1)).toBe('agentsentry_http_requests_total{method="other",route="other",status="404"} 800')
})

test('names from outside cannot break the text', async () => {
  const meters = newMeters()
  meters.traceChecked({
    ...checked,
    ruleHits: [
      { rule: '__proto__', mode: 'enforced' },
      { rule: 'a"} 1\nb\\', mode: 'enforced' },
    ],
  })
  const lines = await linesOf(meters, 'agentsentry_rule_hits_total{')
  expect(lines).toEqual([
    'agentsentry_rule_hits_total{rule="__proto__",mode="enforced"} 1',
    'agentsentry_rule_hits_total{rule="a\\"} 1\\nb\\\\",mode="enforced"} 1',
  ])
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])(
  'a figure that is %s is left out and throws nothing',
  async (figure) => {
    const meters = newMeters()
    meters.traceChecked({ ...checked, evaluationUs: figure, commitMs: figure })
    meters.requestAnswered({ method: 'GET', route: '/', status: 200, durationMs: figure, problem: null })
    meters.checkFinished({
      outcome: 'agreed',
      cached: false,
      latencyMs: figure,
      costUsd: figure,
      promptTokens: figure,
      completionTokens: figure,
    })
    meters.deliveryFinished({ kind: 'trace.blocked', outcome: 'dead', latencyMs: figure })
    const lines = await linesOf(meters)
    expect(
      lines.filter((line) => /_seconds_(count|sum)|judge_(cost|tokens)/.test(line) && !line.endsWith(' 0')),
    ).toEqual([])
  },
)

test('queues are read at each scrape', async () => {
  let waiting = 3
  const readQueues = async () => [
    { queue: 'checks', waiting: waiting--, dead: 1, oldestAtMs: Date.now() - 90_000 },
    { queue: 'deliveries', waiting: 0, dead: 0, oldestAtMs: null },
  ]
  const meters = newMeters({ readQueues })
  expect(await linesOf(meters, 'agentsentry_queue_depth')).toEqual([
    'agentsentry_queue_depth{queue="checks",state="waiting"} 3',
    'agentsentry_queue_depth{queue="checks",state="dead"} 1',
    'agentsentry_queue_depth{queue="deliveries",state="waiting"} 0',
    'agentsentry_queue_depth{queue="deliveries",state="dead"} 0',
  ])
  const [checks, deliveries] = await linesOf(meters, 'agentsentry_queue_oldest_age_seconds{')
  expect(Number(checks?.split(' ')[1])).toBeGreaterThanOrEqual(90)
  expect(deliveries).toBe('agentsentry_queue_oldest_age_seconds{queue="deliveries"} 0')
  expect(await linesOf(meters, 'agentsentry_queue_depth{queue="checks",state="waiting"}')).toEqual([
    'agentsentry_queue_depth{queue="checks",state="waiting"} 1',
  ])
})

test('queues that cannot be read are left out and counted, and all else is told', async () => {
  const failures: string[] = []
  const answers = [
    async () => [{ queue: 'checks', waiting: 3, dead: 0, oldestAtMs: null }],
    () => Promise.reject(new Error('the store is gone')),
    () => new Promise<never>(() => {}),
  ]
  const meters = newMeters({
    readQueues: () => answers.shift()?.() ?? Promise.resolve([]),
    onQueueFailure: (error) => failures.push(String(error)),
    queueTimeoutMs: 20,
  })
  expect(await linesOf(meters, 'agentsentry_queue_depth')).toHaveLength(2)
  for (const count of [1, 2]) {
    const lines = await linesOf(meters, 'agentsentry_queue_')
    expect(lines).toEqual([`agentsentry_queue_read_failures_total ${count}`])
  }
  expect(failures).toEqual(['Error: the store is gone', 'Error: the queues could not be read within 20 ms'])
  meters.traceChecked(checked)
  expect(await linesOf(meters, 'agentsentry_decisions_total')).toHaveLength(1)
})

test('lag of the event loop and the memory of the process are told', async () => {
  const text = await newMeters().scrape()
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m)
  expect(text).toMatch(/^process_resident_memory_bytes \d/m)
})

test('two in one process do not meet', async () => {
  const [first, second] = [newMeters(), newMeters()]
  first.traceChecked(checked)
  expect(await linesOf(second, 'agentsentry_decisions_total')).toEqual([])
})

test('every metric of ours has help and a type, counters end in `_total`, and times are in seconds', async () => {
  const text = await newMeters().scrape()
  const types = [...text.matchAll(/^# TYPE (agentsentry_\S+) (\S+)$/gm)].map(([, name = '', type]) => ({ name, type }))
  expect(types.length).toBeGreaterThanOrEqual(15)
  for (const { name, type } of types) {
    expect(text).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'))
    expect(name.endsWith('_total'), name).toBe(type === 'counter')
    if (type === 'histogram') expect(name).toMatch(/_seconds$/)
  }
})
