import type { CheckCost } from '@agentsentry/contract'

const dayMs = 24 * 60 * 60_000

/** The costs of so many days (UTC), today last; days without checks cost nothing and are there, too. */
export function fillDays(costs: readonly CheckCost[], { days, nowMs }: { days: number; nowMs: number }): CheckCost[] {
  const known = new Map(costs.map((cost) => [cost.day, cost]))
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(nowMs - (days - 1 - index) * dayMs).toISOString().slice(0, 10)
    return known.get(day) ?? { day, checks: 0, cost_usd: 0, prompt_tokens: 0, completion_tokens: 0 }
  })
}

export function sumCosts(costs: readonly CheckCost[]): Omit<CheckCost, 'day'> {
  const sum = { checks: 0, cost_usd: 0, prompt_tokens: 0, completion_tokens: 0 }
  for (const cost of costs) {
    sum.checks += cost.checks
    sum.cost_usd += cost.cost_usd
    sum.prompt_tokens += cost.prompt_tokens
    sum.completion_tokens += cost.completion_tokens
  }
  return sum
}

/** Cents and more to the cent; less than a cent to two digits that say something. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0'
  if (usd >= 0.095) return `$${usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
  return `$${usd.toLocaleString('en', { maximumSignificantDigits: 2, maximumFractionDigits: 20 })}`
}

/** The least of 1, 2 and 5 times a power of ten that is not below: where an axis ends. */
export function roundUp(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [1, 2, 5, 10].find((each) => value <= each * power * (1 + 1e-9)) ?? 10
  return factor * power
}
