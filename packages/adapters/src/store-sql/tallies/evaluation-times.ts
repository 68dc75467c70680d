/** Buckets of evaluation times: each ends a fourth above its start or, exactly, by the third root of two. */
const perDoubling = 3

/** The name of the bucket that a time in microseconds is in. */
export function timeBucketOf(us: number): string {
  return String(us < 1 ? 0 : Math.floor(Math.log2(us) * perDoubling))
}

/** Middle of a bucket, in microseconds: no time in it is further away than an eighth. */
function middleOf(bucket: number): number {
  return Math.round(2 ** ((bucket + 0.5) / perDoubling))
}

/** The time below which this share of the counted times lies; `counts` by names of buckets, of one time at least. */
export function percentileOf(counts: ReadonlyMap<string, number>, share: number): number {
  const buckets = [...counts].map(([name, count]) => [Number(name), count] as const).sort(([a], [b]) => a - b)
  const total = buckets.reduce((sum, [, count]) => sum + count, 0)
  let seen = 0
  for (const [bucket, count] of buckets) {
    seen += count
    if (seen >= total * share) return middleOf(bucket)
  }
  return 0
}
