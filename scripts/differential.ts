import { parseArgs } from 'node:util'
import { compareWithPython } from '../tests/differential/compare-with-python.ts'
import { compareWithRe2 } from '../tests/differential/compare-with-re2.ts'
import { compareWithSpacy, compareWithTokens } from '../tests/differential/compare-with-spacy.ts'
import { installSpacy } from '../tests/differential/spacy.ts'

// `node scripts/run.mjs scripts/differential.ts [--cases N] [--seconds N] [--seed N]`: the differential tests for longer
// than `npm test` runs them. Ends after so many cases or seconds, whichever comes first; fails on the first difference.

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '3600' },
    seed: { type: 'string', default: '1' },
  },
})
const maxCases = Number(values.cases)
const deadline = performance.now() + Number(values.seconds) * 1000
const missing = installSpacy()
if (missing !== null) console.error(missing)

let seed = Number(values.seed)
let cases = 0
const differences: string[] = []
for (; cases < maxCases && performance.now() < deadline && differences.length === 0; seed++) {
  const rounds = [
    compareWithPython(seed, 2000),
    compareWithRe2(seed, 500, 1),
    compareWithRe2(seed, 10, 60),
    compareWithRe2(seed, 3, 300),
    { compared: 2000, differences: compareWithTokens(seed, 2000) },
    ...(missing === null ? [compareWithSpacy(seed, 2000)] : []),
  ]
  cases += rounds.reduce((sum, { compared }) => sum + compared, 0)
  differences.push(...rounds.flatMap((round) => round.differences.slice(0, 5)))
  console.log(`seed ${seed}: ${cases} cases, ${differences.length} differences`)
}
for (const difference of differences) console.log(difference)
process.exitCode = differences.length === 0 ? 0 : 1
