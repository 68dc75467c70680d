import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run-command.ts'

const requirements = join(root, 'python/requirements-test.txt')
const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
const folder = join(root, 'node_modules/.cache', `python-sdk-${hash}`)

/** The Python that has all that the tests of the Python package need. */
export const python = join(folder, 'bin/python')

/**
 * Makes an environment with what `python/requirements-test.txt` names, once; takes some 30 s and 260 MB. Returns null when it
 * is there, else why not. Only wheels: nothing is compiled.
 */
export function installPythonEnvironment(): string | null {
  if (existsSync(folder)) return null
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(join(folder, '..'), { recursive: true })
  // Without the pip of its own, for which Debian wants another package: the one that is there can install anywhere.
  const why =
    failureOf(['-m', 'venv', '--without-pip', unfinished]) ??
    failureOf([
      ...['-m', 'pip', '--python', join(unfinished, 'bin/python'), '--quiet', '--disable-pip-version-check', 'install'],
      ...['--only-binary', ':all:', '--requirement', requirements],
    ])
  if (why === null) moveUnlessThere(unfinished)
  rmSync(unfinished, { recursive: true, force: true })
  return existsSync(folder) ? null : `the Python environment could not be made: ${why}`
}

function failureOf(command: readonly string[]): string | null {
  const { error, status, stderr } = spawnSync('python3', command, { encoding: 'utf8' })
  if (error === undefined && status === 0) return null
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? ''
}

/** Of two processes that make it at once, the first wins. */
function moveUnlessThere(unfinished: string): void {
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}
