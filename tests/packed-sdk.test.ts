import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packSdk } from '../scripts/pack-sdk.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'

// What would be published: packed, looked at by those who look at packages, installed into an empty project, and used there as
// the README says.

const root = resolve(import.meta.dirname, '..')
/** Node as packages carry it: the oldest and the newest line that the SDK is for. */
const nodePackage = `node-${process.platform}-${process.arch}`
const nodes = ['22.23.5', '24.21.0']

const install = ['install', '--no-audit', '--no-fund']

let folder: string
let tarball: string
let server: LiveServer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentsentry-packed-'))
  server = await startLiveServer()
  tarball = await packSdk(folder)
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function run(
  command: string,
  parameters: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, { cwd, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`\`${command} ${parameters.join(' ')}\` failed: ${error ?? stdout + stderr}`)
  return stdout
}

test('publint has nothing to say', async () => {
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
    strict: true,
  })
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
})

test('its types are right for all who resolve as ESM does', () => {
  const require = createRequire(import.meta.url)
  const attw = join(require.resolve('@arethetypeswrong/cli/package.json'), '../dist/index.js')
  run(process.execPath, [attw, tarball, '--profile', 'esm-only', '--no-color'], folder)
})

describe('in an empty project', () => {
  let project: string
  const [, snippet = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  const missing = whyNotInstallable(`${nodePackage}@${nodes[0]}`)
  const skips = missing !== null && process.env.CI !== 'true'
  const reason = skips ? ` (skipped: ${missing})` : ''

  beforeAll(() => {
    project = join(folder, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
    run('npm', [...install, tarball], project)
    writeFileSync(join(project, 'snippet.ts'), snippet.replaceAll('http://localhost:8000', server.url))
  })

  test('it brings nothing with it', () => {
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@agentsentry'])
    expect(readdirSync(join(project, 'node_modules/@agentsentry'))).toEqual(['sdk'])
  })

  test('client, tracer and enforcer take at most 25 KB after gzip', () => {
    const loaded = new Set<string>()
    const load = (file: string) => {
      if (loaded.has(file)) return
      loaded.add(file)
      const code = readFileSync(join(project, 'node_modules/@agentsentry/sdk/dist', file), 'utf8')
      for (const [, path = ''] of code.matchAll(/\bfrom "(\.\/[^"]+)"|\bimport "(\.\/[^"]+)"/g)) load(path)
    }
    load('index.js')
    const code = [...loaded]
      .map((file) => readFileSync(join(project, 'node_modules/@agentsentry/sdk/dist', file), 'utf8'))
      .join('\n')
    const bytes = gzipSync(code).length
    expect(bytes).toBeGreaterThan(5_000)
    expect(bytes).toBeLessThanOrEqual(25_000)
  })

  test.skipIf(skips).each(nodes)(`the snippet of the README runs on Node %s${reason}`, (version) => {
    const place = join(folder, version)
    mkdirSync(place)
    run('npm', [...install, '--ignore-scripts', `${nodePackage}@${version}`], place)
    const node = join(place, 'node_modules', nodePackage, 'bin/node')
    expect(run(node, ['--version'], project)).toBe(`v${version}\n`)
    const output = run(node, ['snippet.ts'], project, { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' })
    expect(output).toMatch(/^ran ls\nblock \[/)
    expect(output).not.toContain('never reached')
  })
})

/** Null where it can be had, else why it cannot. */
function whyNotInstallable(name: string): string | null {
  const { status } = spawnSync('npm', ['view', name, 'version'], { stdio: 'ignore' })
  return status === 0 ? null : `\`${name}\` cannot be had`
}
