import type { openStore } from '@agentsentry/adapters/open-store'
import { type Contents, oldestOnes, spanMs, tracesPerSession } from './fill.ts'

type ProjectStore = ReturnType<Awaited<ReturnType<typeof openStore>>['project']>
type SessionFilter = Parameters<ProjectStore['sessions']>[0]

export interface Listing {
  readonly name: string
  read(project: ProjectStore): Promise<readonly unknown[]>
}

const limit = 50

/** Every listing and every filter, where what is found is near the beginning and where it is at the very end. */
export function listingsOf({ traces, endMs }: Contents): Listing[] {
  const startMs = endMs - spanMs
  const every = Math.floor(spanMs / (traces / tracesPerSession))
  const middleMs = startMs + spanMs / 2
  const deepTraceId = lowestId(endMs - spanMs / 20)
  const aSession = idOf(startMs + Math.floor(traces / tracesPerSession / 2) * every, traces / tracesPerSession / 2)
  const deepAudit = Math.floor(traces / tracesPerSession)
  const sessions = (name: string, filter: SessionFilter, page: object = {}): Listing => ({
    name: `sessions${name}`,
    read: (project) => project.sessions(filter, { limit, ...page }),
  })
  return [
    sessions('', {}),
    sessions(', deep', {}, { beforeId: lowestId(middleMs) }),
    sessions(', before a time', {}, { beforeMs: middleMs }),
    sessions(', from and to', { fromMs: startMs, toMs: middleMs }),
    sessions(', agent', { agent: 'mail' }),
    sessions(', agent of the oldest', { agent: 'retired' }),
    sessions(', tag', { tag: 'common' }),
    sessions(', tag of the oldest', { tag: 'retired' }),
    sessions(', decision allow', { decision: 'allow' }),
    sessions(', decision warn', { decision: 'warn' }),
    sessions(', decision of the oldest', { decision: 'ask' }),
    sessions(', q that most have', { q: 'About Topic' }),
    sessions(', q of the oldest', { q: 'zebra' }),
    sessions(', q that none has', { q: 'xylophone' }),
    { name: 'traces of a session', read: (project) => project.traces(aSession, { limit, order: 'desc' }) },
    { name: 'audit', read: (project) => project.auditLogs({}, { limit }) },
    { name: 'audit, deep', read: (project) => project.auditLogs({}, { limit, beforeId: deepAudit }) },
    { name: 'audit, before a time', read: (project) => project.auditLogs({}, { limit, beforeMs: middleMs }) },
    { name: 'audit, action of the oldest', read: (project) => project.auditLogs({ action: 'rule_create' }, { limit }) },
    { name: 'audit, target of the oldest', read: (project) => project.auditLogs({ targetType: 'rule' }, { limit }) },
    { name: 'checks', read: (project) => project.checks({}, { limit }) },
    { name: 'checks, waiting', read: (project) => project.checks({ state: 'waiting' }, { limit }) },
    { name: 'checks, unavailable', read: (project) => project.checks({ state: 'unavailable' }, { limit }) },
    { name: 'checks, dead', read: (project) => project.checks({ state: 'dead' }, { limit, beforeId: deepTraceId }) },
    { name: 'checks, done', read: (project) => project.checks({ state: 'done' }, { limit }) },
    { name: 'events', read: (project) => project.tracesBetween({ after: deepTraceId, limit }) },
    { name: 'newest ids', read: async (project) => [await project.newestTraceId(), await project.newestAuditId()] },
  ]
}

/** Pages of a small store are as full as those of a large one only if there is that much to find. */
export const smallestTraces = Math.max(oldestOnes, limit * 8) * tracesPerSession

function lowestId(timeMs: number): string {
  const hex = Math.ceil(timeMs).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}

function idOf(timeMs: number, number: number): string {
  return `${lowestId(timeMs)}-7000-8000-${number.toString(16).padStart(12, '0')}`
}
