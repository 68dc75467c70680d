import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWithService } from '../services/describe-with-service.ts'
import { whyNoOwnPostgres } from '../services/own-postgres.ts'
import { whyNoOwnRedis } from '../services/own-redis.ts'
import { startSqliteOnSmallDisk } from './disk-stacks.ts'
import { faults, fullDisk, judging } from './faults.ts'
import { atItsWorst } from './judge-behaviours.ts'
import { reckon } from './reckoning.ts'
import { whyNoSmallDisk } from './small-disk.ts'
import { type ServiceStack, startServiceStack } from './stack.ts'
import { auditComplaint, hurtUnderLoad, settleAndReckon, type Trial } from './trial.ts'

// The smaller version of scripts/faults.ts: real processes over real services, hurt one after another under load; what
// was promised is counted at the end. How long anything took is not looked at: the machine may be busy.

const load = { hurtMs: 800, clients: 6, pauseMs: 20, quietMs: 400 }
const names = [
  'worker killed',
  'postgres killed',
  'api killed',
  'redis killed',
  'redis flushed',
  'api-postgres hang-replies',
  'worker-redis hang',
]
const hurt = [...faults.filter(({ name }) => names.includes(name)), judging('is at its worst', atItsWorst, false)]

describeWithService('an AgentSentry of several processes', whyNoOwnPostgres() ?? whyNoOwnRedis(), () => {
  let stack: ServiceStack
  const trials: Trial[] = []
  beforeAll(async () => {
    stack = await startServiceStack()
  })
  afterAll(async () => stack?.end(), 60_000)

  test.each(hurt)('$name: callers see only what they may', async (fault) => {
    const trial = await hurtUnderLoad(fault, stack, load)
    trials.push(trial)
    expect(trial.complaints).toEqual([])
  })

  test('afterwards nothing is lost, nothing is there twice, and the audit log is whole', async () => {
    expect(trials).toHaveLength(names.length + 1)
    const complaints: string[] = []
    // A check of a trace that was sent before the judge began to lie may be made while it lies.
    for (const trial of trials) {
      const outcome = await settleAndReckon(trial, stack, { hurry: true, honestJudge: false })
      complaints.push(...outcome.complaints)
    }
    expect(complaints).toEqual([])
    expect(await auditComplaint(stack)).toBeNull()
  })

  test('the count notices what is lost, and what is there twice', async () => {
    const [{ ledger, sessionId } = expect.fail('nothing was hurt')] = trials
    const parts = { query: stack.query, receiver: stack.receiver, sessionId, honestJudge: false }
    const idOf = (kind: string) => ledger.sent.find((sent) => sent.kind === kind)?.answer?.id
    await stack.query(`delete from checks where trace_id = '${idOf('plain')}'`)
    await stack.query(`delete from traces where id = '${idOf('warned')}'`)
    await stack.query(`update traces set decision = 'allow' where id = '${idOf('blocked')}'`)
    await stack.query(
      `insert into audit_logs (project_id, actor, action, target_type, target_id, details, created_at)
       select project_id, actor, action, target_type, target_id, details, created_at from audit_logs
       where action = 'trace_elevate' and target_id = '${idOf('raised')}'`,
    )
    const { lost, twice, wrong } = await reckon(ledger, parts)
    expect(lost).toEqual(expect.arrayContaining([`check ${idOf('plain')}`, `trace ${idOf('warned')}`]))
    expect(twice).toContain(`trace_elevate ${idOf('raised')}`)
    expect(wrong).toEqual([`${idOf('blocked')} is allow and should be block`])
  })
})

const noDisk = whyNoSmallDisk()

describe.skipIf(noDisk !== null)(`a disk that is full${noDisk === null ? '' : ` (skipped: ${noDisk})`}`, () => {
  test('under SQLite: 503 until there is room, and nothing is lost', async () => {
    const stack = await startSqliteOnSmallDisk()
    try {
      const fault = { ...fullDisk, name: 'disk full under sqlite' }
      const { complaints } = await settleAndReckon(await hurtUnderLoad(fault, stack, load), stack, { hurry: true })
      expect(complaints).toEqual([])
      expect(await auditComplaint(stack)).toBeNull()
    } finally {
      await stack.end()
    }
  })
})
