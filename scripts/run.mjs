// Runs a program of this project on a bare machine: `node scripts/run.mjs FILE [ARGUMENT…]`.
// Plain JavaScript for any Node from version 20 on, without dependencies: nothing is installed when it starts.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
/** Fetched by npx; named here and not in package.json, where pnpm would want it in the lockfile as well. */
const packageManager = 'pnpm@12.21.0'
const stamp = join(root, 'node_modules', '.installed-from')

/** Who runs the product needs half of what those need who work on it. */
const isProduct = process.argv[2] === 'apps/cli/src/main.ts'

install()
run(pinnedNode() ?? ownNode(), process.argv.slice(2))

/** Installs what the lockfile names and the program needs, unless that is what is there already. */
function install() {
  const lockfile = fingerprint()
  const there = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
  // Who has worked on it goes on working on it.
  const scope = isProduct && !there.endsWith(' whole') ? 'product' : 'whole'
  if (there === `${lockfile} ${scope}`) return
  console.error('AgentSentry: installing dependencies; the first time this takes a minute or so …')
  const parts = scope === 'product' ? ['--prod'] : []
  const { status } = spawnSync(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--loglevel=error', ...parts],
    {
      cwd: root,
      // Progress goes to stderr, so that stdout holds only what the program itself prints.
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
      // Nobody is asked whether the other half may be taken away or put there.
      env: { ...process.env, CI: 'true' },
    },
  )
  if (status !== 0) fail('the dependencies could not be installed; the lines above say why')
  writeFileSync(stamp, `${lockfile} ${scope}`)
}

/** Changes when an install would give something else: lockfile, manifests, platform. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()])
    hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function manifests() {
  const members = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  )
  return ['.', ...members].map((folder) => join(folder, 'package.json')).filter((file) => existsSync(join(root, file)))
}

/** The Node that the project pins, where there is one for this platform and it runs here. */
function pinnedNode() {
  const node = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  return existsSync(node) && spawnSync(node, ['--version']).status === 0 ? node : null
}

function ownNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  return fail(
    `Node ${process.versions.node} is too old, and none is packaged for ${process.platform}-${process.arch}; install Node 24`,
  )
}

function run(node, programArguments) {
  const bin = join(root, 'node_modules', '.bin')
  const path = [dirname(node), bin, process.env.PATH].join(delimiter)
  // Compiled once for all that runs here, also for the types, the tests and what they start.
  const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compiled')
  const child = spawn(node, programArguments, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path, NODE_COMPILE_CACHE },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(error.message))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

function fail(message) {
  console.error(`AgentSentry: ${message}`)
  process.exit(1)
}
