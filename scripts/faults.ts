import { parseArgs } from 'node:util'
import { startPostgresOnSmallDisk, startSqliteOnSmallDisk } from '../tests/faults/disk-stacks.ts'
import { type Fault, faults, fullDisk } from '../tests/faults/faults.ts'
import { formatOutcomes } from '../tests/faults/format-outcomes.ts'
import { whyNoSmallDisk } from '../tests/faults/small-disk.ts'
import { type Stack, startServiceStack } from '../tests/faults/stack.ts'
import { auditComplaint, hurtUnderLoad, type Outcome, settleAndReckon } from '../tests/faults/trial.ts'

// `node scripts/run.mjs scripts/faults.ts [--only NAME] [--seconds N] [--clients N] [--at-once N]`: an AgentSentry of real processes over
// real services, under load, while one of them is hurt for so many seconds. Afterwards what clients were told is counted
// beside what the database holds and what the webhook was told. Ends with 1 when something is lost, there twice, answered
// otherwise than it should be, or not caught up with. See docs/faults.md.

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '4' },
    clients: { type: 'string', default: '10' },
    'at-once': { type: 'string', default: '1' },
  },
})
const options = {
  hurtMs: Number(values.seconds) * 1_000,
  clients: Number(values.clients),
  pauseMs: 50,
  quietMs: 1_000,
  // The API gives the database 5 seconds for an answer: once for what it reads, and once for what it writes.
  slowestRefusalMs: 12_000,
}
const noDisk = whyNoSmallDisk()
const complaints: string[] = []

const trials: readonly { readonly name: string; readonly run: () => Promise<Outcome | null> }[] = [
  ...faults.map((fault) => ({ name: fault.name, run: () => run(fault, () => startServiceStack()) })),
  onDisk('disk full under sqlite', startSqliteOnSmallDisk),
  onDisk('disk full under postgres', startPostgresOnSmallDisk),
]
const chosen = trials.filter(({ name }) => name.includes(values.only))
if (chosen.length === 0) throw new Error(`no fault is called \`${values.only}\``)

const results: (Outcome | null)[] = chosen.map(() => null)
const queue = chosen.entries()
const takeTurns = async () => {
  for (const [index, trial] of queue) results[index] = await trial.run()
}
await Promise.all(Array.from({ length: Number(values['at-once']) }, takeTurns))

const outcomes = results.filter((outcome) => outcome !== null)
if (outcomes.length > 0) console.log(`\n${formatOutcomes(outcomes)}\n`)
console.log(complaints.length === 0 ? 'nothing lost, nothing twice' : complaints.join('\n'))
process.exitCode = complaints.length === 0 ? 0 : 1

function onDisk(name: string, start: typeof startSqliteOnSmallDisk) {
  const skip = async () => {
    console.log(`${name}: skipped, as ${noDisk}`)
    return null
  }
  return { name, run: noDisk === null ? () => run({ ...fullDisk, name }, start) : skip }
}

async function run<Hurt extends Stack>(fault: Fault<Hurt>, start: () => Promise<Hurt>): Promise<Outcome | null> {
  let stack: Hurt | null = null
  try {
    stack = await start()
    const outcome = await settleAndReckon(await hurtUnderLoad(fault, stack, options), stack)
    const audit = await auditComplaint(stack)
    const found = [...outcome.complaints, ...(audit === null ? [] : [`${fault.name}: ${audit}`])]
    complaints.push(...found)
    console.log(`${fault.name}: ${found.length === 0 ? 'as it should be' : found.join('\n')}`)
    return outcome
  } catch (error) {
    complaints.push(`${fault.name}: ${(error as Error).stack}`)
    console.log(`${fault.name}: ${(error as Error).message}`)
    for (const program of stack?.programs() ?? []) console.log(program.output())
    return null
  } finally {
    await stack?.end()
  }
}
