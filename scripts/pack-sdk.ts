import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'tsdown'
import manifest from '../packages/sdk/package.json' with { type: 'json' }

const root = resolve(import.meta.dirname, '..')
const sdk = join(root, 'packages/sdk')

/**
 * `npm run pack-sdk`: builds the SDK and packs it for other projects, whose `npm install` takes the file. Built beside the
 * sources, so that nothing of it is left in them. Returns the path of `agentsentry-sdk.tgz` in `folder`.
 */
export async function packSdk(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const staged = mkdtempSync(join(folder, 'sdk-'))
  try {
    await build({ cwd: sdk, outDir: join(staged, 'dist'), logLevel: 'error' })
    copyFileSync(join(sdk, 'README.md'), join(staged, 'README.md'))
    const { devDependencies: _, ...published } = { ...manifest, exports: builtExports() }
    writeFileSync(join(staged, 'package.json'), JSON.stringify(published, null, 2))
    const { status, stdout, stderr, error } = spawnSync('npm', ['pack', '--json'], { cwd: staged, encoding: 'utf8' })
    if (status !== 0) throw new Error(`the SDK was not packed: ${error ?? stderr}`)
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
    const tarball = join(folder, 'agentsentry-sdk.tgz')
    renameSync(join(staged, filename), tarball)
    return tarball
  } finally {
    rmSync(staged, { recursive: true })
  }
}

/** Where what the sources export is once it is built. */
export function builtExports(): Record<keyof typeof manifest.exports, { types: string; default: string }> {
  const built = Object.entries(manifest.exports).map(([name, source]) => {
    const path = source.replace('./src/', './dist/').replace(/\.ts$/, '')
    return [name, { types: `${path}.d.ts`, default: `${path}.js` }]
  })
  return Object.fromEntries(built)
}

if (import.meta.main) console.log(await packSdk(join(root, 'dist')))
