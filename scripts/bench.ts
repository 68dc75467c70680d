// `npm run bench -- NAME [OPTION…]` runs a benchmark. What they measure and their options: `bench/README.md`.

const benchmarks: Readonly<Record<string, () => Promise<{ run(parameters: readonly string[]): Promise<void> }>>> = {
  http: () => import('../bench/http/benchmark.ts'),
  parts: () => import('../bench/http/parts-benchmark.ts'),
  stall: () => import('../bench/stall/benchmark.ts'),
  store: () => import('../bench/store/benchmark.ts'),
  engine: () => import('../bench/engine/benchmark.ts'),
  evasion: () => import('../bench/evasion/benchmark.ts'),
  queue: () => import('../bench/queue/benchmark.ts'),
  audit: () => import('../bench/audit/benchmark.ts'),
  scale: () => import('../bench/scale/benchmark.ts'),
  hook: () => import('../bench/hook/benchmark.ts'),
  sdk: () => import('../bench/sdk/benchmark.ts'),
  dashboard: () => import('../bench/dashboard/benchmark.ts'),
}

const [name = '', ...parameters] = process.argv.slice(2)
if (!Object.hasOwn(benchmarks, name)) {
  console.error(`usage: npm run bench -- NAME [OPTION…], where NAME is one of: ${Object.keys(benchmarks).join(', ')}`)
  process.exit(1)
}
const benchmark = await benchmarks[name]?.()
await benchmark?.run(parameters)
