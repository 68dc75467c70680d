import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Dice } from '../tests/differential/dice.ts'
import { corpusFolder, readCorpus } from '../tests/fuzz/corpus.ts'
import { FuzzThread } from '../tests/fuzz/fuzz-thread.ts'
import { mutate } from '../tests/fuzz/mutate.ts'
import { shrink } from '../tests/fuzz/shrink.ts'

// `node scripts/run.mjs scripts/fuzz.ts [--minutes N] [--seed N] [--keep]`: rules, documents and traces that nobody would
// write, found by changing what reached new code. Fails when one of them crashes the engine, stalls it, takes its memory,
// gets two verdicts, or a place outside of content. `--keep` adds what reached new code to the corpus, if it is short.

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
})
const deadline = performance.now() + Number(values.minutes) * 60_000
const dice = new Dice(Number(values.seed))
const thread = new FuzzThread()
const corpus = readCorpus()
const findings = new Map<string, string>()
let [cases, blocks, largestHeap, nextReport] = [0, 0, 0, 0]

for (const seed of corpus) blocks += (await thread.check(seed)).newBlocks
while (performance.now() < deadline) {
  // What reached new code last is changed most: it stands nearest to code that nothing has reached.
  const parent = dice.chance(0.5) ? dice.pick(corpus.slice(-50)) : dice.pick(corpus)
  const fuzzCase = mutate(parent, corpus, dice)
  const { problems, newBlocks, heapBytes } = await thread.check(fuzzCase)
  cases++
  largestHeap = Math.max(largestHeap, heapBytes)
  for (const problem of problems) await report(problem, fuzzCase)
  if (newBlocks > 0 && problems.length === 0) {
    blocks += newBlocks
    corpus.push(fuzzCase)
    const line = `${JSON.stringify(fuzzCase)}\n`
    if (values.keep && line.length < 1000) appendFileSync(join(corpusFolder, 'found.jsonl'), line)
  }
  if (performance.now() > nextReport) {
    nextReport = performance.now() + 30_000
    console.log(`${cases} cases, ${blocks} blocks, ${corpus.length} in the corpus, heap ${largestHeap >> 20} MB`)
  }
}
await thread.close()
console.log(`${cases} cases, ${blocks} blocks reached, ${findings.size} findings`)
for (const [problem, reproduction] of findings) console.log(`${problem}\n  ${reproduction.slice(0, 2000)}`)
process.exitCode = findings.size === 0 ? 0 : 1

async function report(problem: string, fuzzCase: Parameters<typeof shrink>[1]): Promise<void> {
  const name = problem.slice(0, 120)
  if (findings.has(name)) return
  findings.set(name, JSON.stringify(fuzzCase))
  // Making it smaller may take long: what stalls does so again and again.
  console.log(`FOUND ${problem}\n  ${JSON.stringify(fuzzCase).slice(0, 2000)}`)
  const reproduction = JSON.stringify(await shrink(thread, fuzzCase, problem))
  findings.set(name, reproduction)
  console.log(`  smaller: ${reproduction.slice(0, 2000)}`)
}
