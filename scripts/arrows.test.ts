import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { expect, test } from 'vitest'
import { arrows } from './arrows.ts'

const root = resolve(import.meta.dirname, '..')

async function violationsIn(folder: string, paths: string[]) {
  const { forbidden, options } = arrows
  const { output } = await cruise(
    paths,
    { ...options, ruleSet: { forbidden: forbidden ?? [] }, validate: true, baseDir: folder },
    { ...options?.enhancedResolveOptions, extensions: ['.ts', '.mjs', '.js'] },
  )
  const { summary } = output as ICruiseResult
  return {
    moduleCount: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
  }
}

test('every import follows the arrows of the architecture', async () => {
  const { moduleCount, violations } = await violationsIn(root, [
    'packages',
    'apps',
    'scripts',
    'tests',
    'bench',
    'examples',
  ])
  expect(violations).toEqual([])
  expect(moduleCount).toBeGreaterThan(100)
})

test('a planted breach of each arrow is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-arrows-'))
  const plant = (file: string, imported: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), `import type { x } from '${imported}'\nexport type y = x\n`)
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'tsconfig.json'), '{}')
  plant('packages/contract/src/index.ts', '../../engine/src/index.ts')
  plant('packages/engine/src/index.ts', 'node:fs')
  plant('packages/pipeline/src/index.ts', '../../adapters/src/index.ts')
  plant('packages/pipeline/src/stages/record.ts', './respond.ts')
  plant('packages/pipeline/src/stages/respond.ts', '../index.ts')
  plant('packages/adapters/src/index.ts', '../../../apps/api/src/index.ts')
  plant('packages/sdk/src/index.ts', '../../pipeline/src/index.ts')
  plant('apps/api/src/index.ts', '../../../packages/engine/src/inner.ts')
  plant('packages/engine/src/deeper.ts', '../../pipeline/src/index.ts')
  plant('apps/api/src/main.ts', '../../cli/src/index.ts')
  plant('packages/engine/src/inner.ts', './other.ts')
  plant('packages/engine/src/other.ts', './inner.ts')
  plant('apps/worker/src/index.ts', '../../api/src/index.ts')
  plant('apps/dashboard/src/index.tsx', '../../../packages/pipeline/src/index.ts')
  plant('apps/cli/src/index.ts', './not-there.ts')
  try {
    const { violations } = await violationsIn(folder, ['packages', 'apps'])
    const broken = new Set(violations.map((violation) => violation.split(':')[0]))
    expect([...broken].sort()).toEqual([
      'arrows-of-apps-api',
      'arrows-of-apps-dashboard',
      'arrows-of-apps-worker',
      'arrows-of-packages-adapters',
      'arrows-of-packages-contract',
      'arrows-of-packages-engine',
      'arrows-of-packages-pipeline',
      'arrows-of-packages-sdk',
      'no-cycle',
      'pure',
      'resolvable',
      'stages-apart',
      'through-the-front-door',
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
