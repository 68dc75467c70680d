import { benignPool } from '../engine/texts/benign-text.ts'
import { describeMachine, requireDisk } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { type Contender, startContenders } from './contenders.ts'
import { parseSdkBenchOptions } from './options.ts'
import { formatResults, type Round } from './summary.ts'

const textLength = 1_024
const texts = 4_096
const warmUpCalls = 300

/** `npm run bench -- sdk`: what a guarded call takes beside an unguarded one and beside bare round trips. */
export async function run(parameters: readonly string[]): Promise<void> {
  const options = parseSdkBenchOptions(parameters)
  requireDisk(options.folder)
  const pool = benignPool(textLength, texts).map((json) => ({ text: JSON.parse(json) as string }))
  const contenders = await startContenders(options.folder, pool[0]?.text ?? '')
  try {
    for (const { call } of contenders.all) await timed(call, pool, Math.min(warmUpCalls, options.calls))
    await contenders.settle()
    const rounds: Round[] = []
    for (let round = 0; round < options.rounds; round += 1) {
      const turn = round % contenders.all.length
      const order = [...contenders.all.slice(turn), ...contenders.all.slice(0, turn)]
      const before = await contenders.serverTime()
      const micros = new Map<string, number[]>()
      for (const { name, call } of order) {
        micros.set(name, await timed(call, pool, options.calls))
        await contenders.settle()
      }
      const after = await contenders.serverTime()
      const requests = after.requests - before.requests
      rounds.push({ micros, serverMicros: ((after.seconds - before.seconds) / requests) * 1e6 })
      console.log(`round ${round + 1} of ${options.rounds}`)
    }
    const results = formatResults(rounds, [
      describeMachine(options.folder),
      `rounds: ${options.rounds}, of ${options.calls} calls for each; the starter pack; arguments of ${textLength} characters`,
      `the servers beside it answer ${contenders.answerBytes} bytes, as AgentSentry does; the heap holds ${await contenders.heapMiB()} MiB more with a \`LocalTracer\``,
    ])
    console.log(`\n${results}`)
    if (options.write) writeSection('sdk', results)
  } finally {
    await contenders.stop()
  }
}

async function timed(call: Contender['call'], pool: readonly { readonly text: string }[], calls: number) {
  const micros: number[] = []
  for (let index = 0; index < calls; index += 1) {
    const args = pool[index % pool.length] as { readonly text: string }
    const beganMs = performance.now()
    await call(args)
    micros.push((performance.now() - beganMs) * 1e3)
  }
  return micros
}
