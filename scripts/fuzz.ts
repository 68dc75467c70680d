import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Dice } from '../tests/differential/dice.ts'
import { corpusFolder, readCorpus } from '../tests/fuzz/corpus.ts'
import { Findings } from '../tests/fuzz/findings.ts'
import type { FuzzCase } from '../tests/fuzz/fuzz-case.ts'
import { FuzzProcess } from '../tests/fuzz/fuzz-process.ts'
import { mutate } from '../tests/fuzz/mutate.ts'
import { shrink } from '../tests/fuzz/shrink.ts'

// `node scripts/run.mjs scripts/fuzz.ts [--minutes N] [--seed N] [--keep FOLDER] [--grow]`: rules, documents and traces that
// nobody would write, found by changing what reached new code. Fails when one of them crashes the engine, stalls it, takes
// its memory, gets two verdicts, or a place outside of content. What is found is written to a file each, in the folder given
// or in a temporary one; Ctrl-C ends with the summary too. `--grow` adds what reached new code to the corpus, if it is short.

/** Longer cases, as JSON, are tried and not changed further: they would grow and take all the time. */
const longestParent = 64 * 1024

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
    grow: { type: 'boolean', default: false },
  },
})
const deadline = performance.now() + Number(values.minutes) * 60_000
if (Number.isNaN(deadline)) throw new Error(`\`${values.minutes}\` is not a number of minutes`)
const dice = new Dice(Number(values.seed))
const fuzzProcess = new FuzzProcess()
const findings = new Findings(values.keep)
const corpus = readCorpus()
const blocks = new Set<string>()
let [cases, peakMemoryMiB, nextReport, isInterrupted] = [0, 0, 0, false]
process.once('SIGINT', () => {
  isInterrupted = true
})
console.log(`seed ${values.seed}; findings go to ${findings.folder}`)

for (const seed of readCorpus()) await tryCase(seed)
while (performance.now() < deadline && !isInterrupted) {
  // What reached new code last is changed most: it stands nearest to code that nothing has reached.
  const parent = dice.chance(0.5) ? dice.pick(corpus.slice(-50)) : dice.pick(corpus)
  const fuzzCase = mutate(parent, corpus, dice)
  if (await tryCase(fuzzCase)) grow(fuzzCase)
  if (performance.now() > nextReport) {
    nextReport = performance.now() + 30_000
    console.log(progress())
  }
}
await fuzzProcess.close()
console.log(`${progress()}, ${fuzzProcess.deaths} processes lost; own memory ${ownMemoryMiB()} MiB at most`)
for (const { problem, file } of findings.all) console.log(`${problem}\n  ${file}`)
process.exitCode = findings.size === 0 ? 0 : 1

/** Whether nothing is wrong and code was reached that was not before. */
async function tryCase(fuzzCase: FuzzCase): Promise<boolean> {
  const answer = await fuzzProcess.check(fuzzCase)
  cases++
  peakMemoryMiB = Math.max(peakMemoryMiB, answer.peakMemoryMiB)
  const before = blocks.size
  for (const block of answer.newBlocks) blocks.add(block)
  for (const problem of answer.problems) await report(problem, fuzzCase)
  return answer.problems.length === 0 && blocks.size > before
}

function grow(fuzzCase: FuzzCase): void {
  const line = `${JSON.stringify(fuzzCase)}\n`
  if (line.length <= longestParent) corpus.push(fuzzCase)
  if (values.grow && line.length < 1000) appendFileSync(join(corpusFolder, 'found.jsonl'), line)
}

async function report(problem: string, fuzzCase: FuzzCase): Promise<void> {
  if (!findings.add(problem, fuzzCase)) return
  console.log(`FOUND ${problem}`)
  const smaller = await shrink(fuzzProcess, fuzzCase, problem)
  findings.shrunk(problem, smaller, fuzzCase)
  console.log(`  ${JSON.stringify(smaller).length} characters, in ${findings.all.at(-1)?.file}`)
}

function progress(): string {
  const reached = `${blocks.size} blocks of the engine reached, ${corpus.length} in the corpus`
  return `${cases} cases, ${reached}, ${findings.size} findings, memory ${Math.round(peakMemoryMiB)} MiB at most`
}

function ownMemoryMiB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}
