import type { Behaviour, ChatCall } from '../model-server.ts'
import type { NetworkState } from '../services/fault-proxy.ts'
import { inRedis } from '../services/redis.ts'
import { commandingly, honestly, lyingly } from './judge-behaviours.ts'
import type { SmallDisk } from './small-disk.ts'
import type { ServiceStack, Stack } from './stack.ts'

/** Something that goes wrong, and what callers may notice of it. */
export interface Fault<Hurt extends Stack = ServiceStack> {
  readonly name: string
  /** Hurts, waits, and makes good again. */
  readonly hurt: (stack: Hurt, lasting: () => Promise<void>) => Promise<void>
  /** What a caller may be answered: `none` where the API itself goes. */
  readonly statuses: readonly string[]
  /** Statuses that must come, or the fault has not shown itself. */
  readonly mustCome?: readonly string[]
  /** How long it must last at least to show itself. */
  readonly leastMs?: number
  /** How much longer each trace is made. */
  readonly paddingBytes?: number
  /** False where the judge may have an opinion that it should not have. */
  readonly honestJudge?: boolean
}

/** Longer than the 5 seconds that the database is given for an answer. */
const silenceMs = 7_000

const unnoticed = ['200']
const refused = ['200', '503']

function killed(name: 'postgres' | 'redis', statuses: readonly string[]): Fault {
  return {
    name: `${name} killed`,
    hurt: async (stack, lasting) => {
      await stack[name].kill()
      await lasting()
      await stack[name].start()
    },
    statuses,
    ...(statuses.length > 1 && { mustCome: statuses }),
  }
}

function parted(
  between: keyof ServiceStack['network'],
  state: Exclude<NetworkState, object>,
  statuses: readonly string[],
): Fault {
  return {
    name: `${readable[between]} ${state}`,
    // Silence is noticed only when an answer is overdue.
    ...(state.startsWith('hang') && { leastMs: silenceMs }),
    hurt: async ({ network }, lasting) => {
      await network[between].become(state)
      await lasting()
      await network[between].become('pass')
    },
    statuses,
    ...(statuses.length > 1 && { mustCome: statuses }),
  }
}

const readable = {
  apiToPostgres: 'api-postgres',
  workerToPostgres: 'worker-postgres',
  workerToRedis: 'worker-redis',
} as const

export function judging(
  name: string,
  behaviour: Behaviour | (() => (call: ChatCall) => Behaviour),
  honestJudge = true,
): Fault {
  return {
    name: `judge ${name}`,
    hurt: async ({ judge }, lasting) => {
      judge.behave(typeof behaviour === 'function' ? behaviour() : behaviour)
      await lasting()
      judge.behave(honestly)
    },
    statuses: unnoticed,
    honestJudge,
  }
}

/** Faults of what runs, of what it depends on, and of the network between. */
export const faults: readonly Fault[] = [
  {
    name: 'api killed',
    hurt: async (stack, lasting) => {
      await stack.api().kill()
      await lasting()
      await stack.startApi()
    },
    statuses: ['200', 'none'],
    mustCome: ['200', 'none'],
  },
  {
    name: 'worker killed',
    hurt: async (stack, lasting) => {
      await stack.worker().kill()
      await lasting()
      await stack.startWorker()
    },
    statuses: unnoticed,
  },
  killed('postgres', refused),
  {
    name: 'postgres restarted',
    hurt: async ({ postgres }, lasting) => {
      await postgres.stop()
      await lasting()
      await postgres.start()
    },
    statuses: refused,
    mustCome: refused,
  },
  killed('redis', unnoticed),
  {
    name: 'redis flushed',
    hurt: async ({ redis }, lasting) => {
      await inRedis(redis.url, 'FLUSHALL')
      await lasting()
      await inRedis(redis.url, 'FLUSHALL')
    },
    statuses: unnoticed,
  },
  parted('apiToPostgres', 'cut', refused),
  parted('apiToPostgres', 'refuse', refused),
  parted('apiToPostgres', 'hang', refused),
  parted('apiToPostgres', 'hang-replies', refused),
  parted('workerToPostgres', 'hang', unnoticed),
  parted('workerToPostgres', 'hang-replies', unnoticed),
  parted('workerToRedis', 'cut', unnoticed),
  parted('workerToRedis', 'hang', unnoticed),
  judging('hangs', { kind: 'hang' }),
  judging('lies', () => lyingly, false),
  judging('sends 200 with an error', { kind: 'error-in-200', code: 502, message: 'the provider is down' }),
  judging('sends 1 MB', { kind: 'flood', bytes: 1024 * 1024 }),
  judging('orders to lower', commandingly, false),
]

export interface DiskStack extends Stack {
  readonly disk: SmallDisk
}

/** No room is left; what needs some is refused until there is. */
export const fullDisk: Omit<Fault<DiskStack>, 'name'> = {
  hurt: async ({ disk }, lasting) => {
    disk.fill()
    await lasting()
    disk.empty()
  },
  statuses: refused,
  mustCome: refused,
  // So that what is left in pages that are there already is soon used up.
  paddingBytes: 60_000,
}
