import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { requireDebianPackages } from './debian-packages.ts'

// `npm test`: everything that must hold before a change lands. Each step counts as one check, each test as one.

interface Tally {
  passed: number
  failed: number
  skipped: number
}

const tally: Tally = { passed: 0, failed: 0, skipped: 0 }

requireDebianPackages({
  chromium: 'chromium',
  // The same without windows: a page in it costs the tests two thirds.
  'chromium-headless-shell': 'chromium-headless-shell',
  python3: 'python3',
  pip3: 'python3-pip',
  initdb: 'postgresql',
  'redis-server': 'redis-server',
})
for (const project of ['packages/contract', 'packages/engine', 'packages/sdk', 'apps/dashboard', '.'])
  step(`types of ${project}`, 'tsc', ['-p', project])
step('lint and format', 'biome', ['ci', '--colors=off', '.'])
step('unused code', 'knip', ['--no-progress'])
runTests()

const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''
console.log(`\n${tally.passed} passed, ${tally.failed} failed${skipped}`)
process.exitCode = tally.failed === 0 ? 0 : 1

function step(name: string, command: string, parameters: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8' })
  if (status === 0) {
    tally.passed++
    console.log(`✓ ${name}`)
  } else {
    tally.failed++
    console.log(`✗ ${name}\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`)
  }
}

interface TestFile {
  readonly name: string
  readonly startTime: number
  readonly endTime: number
}

/** Where the time of a run went. */
function printSlowest(files: readonly TestFile[]): void {
  const seconds = ({ startTime, endTime }: TestFile) => Math.round((endTime - startTime) / 1_000)
  const slowest = files.toSorted((left, right) => seconds(right) - seconds(left)).slice(0, 25)
  console.log(`\nthe slowest of ${files.length} files of tests:`)
  for (const file of slowest) console.log(`${String(seconds(file)).padStart(5)} s  ${relative('.', file.name)}`)
}

/** Counts come from the report that vitest writes; a run that wrote none has failed, whatever it printed. */
function runTests(): void {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-report-'))
  const report = join(folder, 'report.json')
  const { status } = spawnSync(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {
      stdio: 'inherit',
    },
  )
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    )
    printSlowest(testResults)
    tally.passed += numPassedTests
    tally.skipped += numPendingTests
    // A file that breaks before its first test fails no test; it must count all the same.
    tally.failed += numFailedTests > 0 || status === 0 ? numFailedTests : Math.max(numFailedTestSuites, 1)
  } catch (error) {
    console.log(`✗ the tests wrote no report: ${error}`)
    tally.failed++
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
