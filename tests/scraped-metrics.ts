import parsePrometheus from 'parse-prometheus-text-format'

/** What a scrape told, each sample by its name and labels in the order of the alphabet: `name{a="1",b="2"}`. */
export type ScrapedMetrics = ReadonlyMap<string, number>

interface Sample {
  readonly value?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly buckets?: Readonly<Record<string, string>>
  readonly count?: string
  readonly sum?: string
}

interface Family {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly metrics: readonly Sample[]
}

/** Asks as Prometheus does, and reads with a parser that is not ours. */
export async function scrape(url: string, headers: Readonly<Record<string, string>> = {}): Promise<ScrapedMetrics> {
  const response = await fetch(`${url}/metrics`, { headers })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`the scrape was answered ${response.status}: ${text}`)
  return new Map((parsePrometheus(text) as Family[]).flatMap(samplesOf))
}

function samplesOf({ name, metrics }: Family): [string, number][] {
  return metrics.flatMap(({ value, labels = {}, buckets = {}, count, sum }): [string, number][] => [
    ...(value === undefined ? [] : [entry(name, labels, value)]),
    ...(count === undefined ? [] : [entry(`${name}_count`, labels, count)]),
    ...(sum === undefined ? [] : [entry(`${name}_sum`, labels, sum)]),
    ...Object.entries(buckets).map(([le, within]) => entry(`${name}_bucket`, { ...labels, le }, within)),
  ])
}

function entry(name: string, labels: Readonly<Record<string, string>>, value: string): [string, number] {
  const named = Object.entries(labels)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([label, text]) => `${label}="${text}"`)
  return [named.length === 0 ? name : `${name}{${named.join(',')}}`, Number(value)]
}
