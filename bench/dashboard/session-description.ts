export interface SessionDescription {
  readonly title: string | null
  readonly agent: string | null
  readonly userId: string | null
  readonly tags: readonly string[]
}

const titles = [
  'Refund of order',
  'Answer to ticket',
  'Review of change',
  'Invoice',
  'Nightly clean-up of host',
  'Report on region',
  'Onboarding of customer',
  'Search for contract',
]
const agents = [
  'mail',
  'support',
  'ops',
  'billing',
  'research',
  'review',
  'nightly',
  'sales',
  'legal',
  'data',
  'web',
  'hr',
]
const tags = ['production', 'staging', 'eu', 'us', 'canary', 'v1', 'v2', 'batch', 'trial', 'vip', 'slow', 'night']

/** One in twenty has no title, one in ten no agent; tags are none to three. */
export function describeSession(number: number, random: () => number): SessionDescription {
  const first = Math.floor(random() * tags.length)
  return {
    title: random() < 0.05 ? null : `${pick(titles, random)} ${10_000 + number}`,
    agent: random() < 0.1 ? null : pick(agents, random),
    userId: random() < 0.3 ? null : `user-${Math.floor(random() * 5_000)}`,
    tags: Array.from({ length: Math.floor(random() * 4) }, (_, index) => tags[(first + index) % tags.length] ?? ''),
  }
}

function pick(items: readonly string[], random: () => number): string {
  return items[Math.floor(random() * items.length)] ?? ''
}
