import { spawnSync } from 'node:child_process'

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
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2], env: environment })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    stdio: ['ignore', 2, 2],
    env: environment,
  })
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined
}
