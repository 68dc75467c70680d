import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A native engine, or why there is none. */
export type Installed<Thing> = { readonly value: Thing } | { readonly missing: string }

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'agentsentry-native-'))
}

export type NativeRegex = new (pattern: string, flags: string) => { exec(text: string): object | null }

/** Builds the npm package `re2`, which takes a minute or more: it has no prebuilt binary in the registry. */
export function installRe2(folder: string): Installed<NativeRegex> {
  return attempt(() => {
    const prefix = dirname(dirname(realpathSync(process.execPath)))
    const headers = existsSync(join(prefix, 'include', 'node')) ? { npm_config_nodedir: prefix } : {}
    execFileSync('npm', ['install', '--prefix', folder, '--no-save', 're2@1.27.1'], {
      stdio: 'pipe',
      timeout: 10 * 60_000,
      env: { ...process.env, ...headers },
    })
    return createRequire(join(folder, 'index.js'))('re2')
  })
}

/** Compiles `scan.cpp` against Debian's RE2 and Hyperscan, unpacked into the folder; the system stays as it is. */
export function buildScan(folder: string): Installed<string> {
  return attempt(() => {
    const unpacked = join(folder, 'debian')
    const archives = join(folder, 'archives')
    mkdirSync(join(archives, 'partial'), { recursive: true })
    run('apt-get', ['update', '-qq'])
    const wanted = ['libhyperscan-dev', 'libre2-dev']
    const download = ['--download-only', '--reinstall', '--no-install-recommends', '-y', '-qq']
    run('apt-get', [...download, '-o', `Dir::Cache::archives=${archives}`, 'install', ...wanted])
    for (const archive of readdirSync(archives).filter((name) => name.endsWith('.deb')))
      run('dpkg', ['-x', join(archives, archive), unpacked])
    const triplet = run('g++', ['-print-multiarch']).trim()
    const library = join(unpacked, 'usr', 'lib', triplet)
    const program = join(folder, 'scan')
    const paths = ['-I', join(unpacked, 'usr', 'include'), '-L', library, `-Wl,-rpath,${library}`]
    const source = join(import.meta.dirname, 'scan.cpp')
    run('g++', ['-O2', '-std=c++17', source, '-o', program, ...paths, '-lre2', '-lhs', '-pthread'])
    return program
  })
}

function run(command: string, parameters: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8', timeout: 5 * 60_000 })
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? (stderr.trim().split('\n').at(-1) || stdout)}`)
  return stdout
}

function attempt<Thing>(make: () => Thing): Installed<Thing> {
  try {
    return { value: make() }
  } catch (error) {
    return { missing: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'unknown' }
  }
}
