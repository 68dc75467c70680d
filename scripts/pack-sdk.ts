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
    const { devDependencies: _, scripts: __, publishConfig, ...published } = manifest
    writeFileSync(join(staged, 'package.json'), JSON.stringify({ ...published, ...publishConfig }, null, 2))
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

if (import.meta.main) console.log(await packSdk(join(root, 'dist')))
