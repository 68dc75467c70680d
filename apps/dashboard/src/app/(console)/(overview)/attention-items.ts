import type { Attention } from '@agentsentry/contract'

/** Something that needs a person: what it is, what to do about it, and where. */
export interface AttentionItem {
  readonly key: string
  readonly urgency: 'now' | 'soon' | 'look'
  readonly title: string
  readonly advice: string
  /** Null where the dashboard has no place for it. */
  readonly link: { readonly href: string; readonly words: string } | null
}

/** A queue that works is empty within seconds; what waits longer has nobody to work it. */
const oldQueueMs = 5 * 60_000
/** The API counts no further. */
const mostCounted = 1_000

/** What is most urgent first; nothing where nothing needs a person. */
export function attentionItems(attention: Attention, nowMs: number): AttentionItem[] {
  return [
    ...rulesItems(attention),
    ...quarantineItems(attention),
    ...checkItems(attention, nowMs),
    ...deliveryItems(attention),
    ...askItems(attention, nowMs),
  ]
}

function rulesItems({ no_rules, rules_faulty }: Attention): AttentionItem[] {
  const items: AttentionItem[] = []
  if (no_rules)
    items.push({
      key: 'no-rules',
      urgency: 'now',
      title: 'No rule is enabled: everything is allowed',
      advice: 'Enable rules, or import the starter pack.',
      link: { href: '/rules', words: 'To the rules' },
    })
  if (rules_faulty.length > 0)
    items.push({
      key: 'rules-faulty',
      urgency: 'now',
      title: `${countOf(rules_faulty.length, 'rule')} cannot be evaluated`,
      advice: 'Their decision is taken for every step they look at. Correct them, or switch them off.',
      link: { href: '/rules', words: 'To the rules' },
    })
  return items
}

function quarantineItems({ quarantined_sessions: { count } }: Attention): AttentionItem[] {
  if (count === 0) return []
  return [
    {
      key: 'quarantined',
      urgency: 'now',
      title: `${countOf(count, 'session')} in quarantine`,
      advice: 'All their tool calls are blocked. Look at what was found, then lift the quarantine or end the agent.',
      link: { href: '/sessions?quarantined=true', words: 'Look at them' },
    },
  ]
}

function checkItems(attention: Attention, nowMs: number): AttentionItem[] {
  const { dead_checks: dead, unavailable_checks: unavailable, waiting_checks: waiting } = attention
  const items: AttentionItem[] = []
  if (dead.count > 0)
    items.push({
      key: 'dead-checks',
      urgency: 'soon',
      title: `${countOf(dead.count, 'check')} given up`,
      advice: 'No judge looked at these steps. See why, remove the cause, and ask again.',
      link: { href: '/checks?state=dead', words: 'See why' },
    })
  if (unavailable.count > 0)
    items.push({
      key: 'unavailable-checks',
      urgency: 'look',
      title: `${countOf(unavailable.count, 'check')} without an opinion so far`,
      advice: 'The judge did not answer. It is asked again by itself.',
      link: { href: '/checks?state=unavailable', words: 'See why' },
    })
  const ageMs = waiting.oldest_at === null ? 0 : nowMs - Date.parse(waiting.oldest_at)
  if (waiting.count > 0 && ageMs > oldQueueMs)
    items.push({
      key: 'old-queue',
      urgency: 'soon',
      title: `${countOf(waiting.count, 'check')} in the queue, the oldest for ${ageOf(ageMs)}`,
      advice: 'See whether a worker runs, and whether it keeps up.',
      link: { href: '/checks?state=waiting', words: 'To the queue' },
    })
  return items
}

function deliveryItems({ dead_deliveries: { count } }: Attention): AttentionItem[] {
  if (count === 0) return []
  return [
    {
      key: 'dead-deliveries',
      urgency: 'soon',
      title: `${countOf(count, 'webhook delivery', 'webhook deliveries')} given up`,
      advice: 'Whoever is told by webhook was not. The log of the worker says why.',
      link: null,
    },
  ]
}

function askItems({ asks: { count_24h: count } }: Attention, nowMs: number): AttentionItem[] {
  if (count === 0) return []
  const from = new Date(nowMs - 24 * 60 * 60_000).toISOString()
  return [
    {
      key: 'asks',
      urgency: 'look',
      title: `${countOf(count, 'step')} decided “ask” in the last 24 hours`,
      advice: 'A person should have been asked before each of them was taken.',
      link: { href: `/sessions?${new URLSearchParams({ decision: 'ask', from })}`, words: 'Look at them' },
    },
  ]
}

function countOf(count: number, one: string, many = `${one}s`): string {
  if (count >= mostCounted) return `${count.toLocaleString('en')} or more ${many}`
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** “6 min”, “3 h”, “2 d”. */
export function ageOf(ageMs: number): string {
  const minutes = Math.max(0, Math.floor(ageMs / 60_000))
  if (minutes < 1) return 'less than a minute'
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`
  return `${Math.floor(minutes / (24 * 60))} d`
}
