import type { Page } from './pages.ts'

/** How long one page took, each load, in milliseconds until its last byte. */
export interface PageTimes {
  readonly page: Page
  readonly large: readonly number[]
  readonly small: readonly number[]
  /** Of the answer over the large store, as it is before compression. */
  readonly bytes: number
}

/** The same page over a large store and over a small one. */
export interface ComparedPage {
  readonly large: Page & { readonly url: string }
  readonly small: Page & { readonly url: string }
}

export interface Loads {
  readonly warmUpLoads: number
  readonly loads: number
}

/** Loads every page so often, the two stores in turn, so that whatever else the machine does slows both. */
export async function measurePages(
  pages: readonly ComparedPage[],
  { warmUpLoads, loads }: Loads,
): Promise<PageTimes[]> {
  const times = pages.map(({ large }) => ({ page: large, large: [] as number[], small: [] as number[], bytes: 0 }))
  for (let load = -warmUpLoads; load < loads; load++)
    for (const [at, { large, small }] of pages.entries()) {
      const row = times[at] as (typeof times)[number]
      const order = load % 2 === 0 ? (['large', 'small'] as const) : (['small', 'large'] as const)
      for (const store of order) {
        const { ms, bytes } = await loadPage(store === 'large' ? large : small)
        if (load >= 0) row[store].push(ms)
        if (store === 'large') row.bytes = bytes
      }
    }
  return times
}

/** What a page says that could not be made. */
const problems = [
  'The API does not answer<',
  'The API refused this<',
  'Your key may not do this<',
  'You are not signed in<',
  'There is no such thing<',
]

const attempts = 5
const pauseMs = 1_000

/** A machine that does other things may have the API refuse work for a moment. Such a load is not measured. */
async function loadPage(page: Page & { readonly url: string }): Promise<{ ms: number; bytes: number }> {
  for (let attempt = 1; ; attempt++)
    try {
      return await loadOnce(page)
    } catch (error) {
      if (attempt === attempts) throw error
      console.error(`dashboard: ${error instanceof Error ? error.message : error}`)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
}

/** Fails for a page that shows an error, which is quickly shown. */
async function loadOnce({ url, path }: Page & { readonly url: string }): Promise<{ ms: number; bytes: number }> {
  const began = performance.now()
  const answer = await fetch(url + path, { redirect: 'manual', headers: { 'accept-encoding': 'identity' } })
  const text = await answer.text()
  const ms = performance.now() - began
  if (answer.status !== 200) throw new Error(`\`${path}\` was answered with ${answer.status}`)
  const at = problems.map((problem) => text.indexOf(problem)).find((place) => place >= 0)
  if (at !== undefined) throw new Error(`\`${path}\` says: ${text.slice(at, at + 500).replaceAll(/<[^>]*>/g, ' ')}`)
  return { ms, bytes: Buffer.byteLength(text) }
}

/** What so large a share of the values stays below. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
