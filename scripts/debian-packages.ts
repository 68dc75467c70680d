import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Installs Debian packages whose commands are missing, where that can be done: as root, with apt. `commands` maps a
 * command to the package that holds it. Elsewhere nothing happens, and the tests that need them say so.
 */
export function requireDebianPackages(commands: Readonly<Record<string, string>>): void {
  const missing = Object.entries(commands).filter(([command]) => !isInstalled(command))
  if (missing.length === 0) return
  const packages = missing.map(([, name]) => name)
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) {
    console.error(`not installed, and not to be had without root and apt: ${packages.join(', ')}`)
    return
  }
  console.error(`installing ${packages.join(', ')} …`)
  withoutStartingServices(() => {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2], env: environment })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: ['ignore', 2, 2],
      env: environment,
    })
  })
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined || isPostgresProgram(command)
}

/** Debian keeps those of the server out of the path. */
function isPostgresProgram(command: string): boolean {
  const versions = '/usr/lib/postgresql'
  return existsSync(versions) && readdirSync(versions).some((name) => existsSync(join(versions, name, 'bin', command)))
}

/** The programs are wanted, not the machine's own database on its usual port. */
const whileInstalling = [
  { path: '/usr/sbin/policy-rc.d', text: '#!/bin/sh\nexit 101\n' },
  { path: '/etc/postgresql-common/createcluster.d/agentsentry.conf', text: 'create_main_cluster = false\n' },
]

function withoutStartingServices(install: () => void): void {
  const files = whileInstalling.filter(({ path }) => !existsSync(path))
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { mode: 0o755 })
  }
  try {
    install()
  } finally {
    for (const { path } of files) rmSync(path)
  }
}
