import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installPythonEnvironment, python } from './python-environment.ts'
import { root, runCommand } from './run-command.ts'

// The Python package is tested by pytest, mypy and ruff, which are fetched from PyPI when first needed. A person without
// network may go without them; continuous integration may not.
const missing = installPythonEnvironment()
const skips = missing !== null && process.env.CI !== 'true'
const titleOf = (title: string) => (skips ? `${title} (${missing})` : title)
const minutes = 60_000

const cwd = join(root, 'python')
const cache = join(root, 'node_modules/.cache')

function run(...command: string[]) {
  const env = { PYTHONPATH: join(cwd, 'src'), PYTHONDONTWRITEBYTECODE: '1', AGENTSENTRY_TEST_NODE: process.execPath }
  return runCommand(['-m', ...command], { program: [python], cwd, env })
}

test.skipIf(skips)(
  titleOf('every test of the Python package passes, and none is skipped'),
  async () => {
    const { code, stdout, stderr } = await run('pytest', '--quiet', '-p', 'no:cacheprovider')
    expect(code, stdout.slice(-20_000) + stderr).toBe(0)
    const [, passed] = /^(\d+) passed(?:, \d+ warnings?)? in /m.exec(stdout) ?? []
    expect(Number(passed), stdout.slice(-2_000)).toBeGreaterThan(450)
    console.log(`pytest: ${passed} passed`)
  },
  15 * minutes,
)

test.skipIf(skips)(
  titleOf('the Python package, its tests and the examples are typed strictly'),
  async () => {
    const examples = join(root, 'examples')
    const { code, stdout, stderr } = await run('mypy', `--cache-dir=${cache}/mypy`, 'src', 'tests', examples)
    expect(code, stdout + stderr).toBe(0)
  },
  10 * minutes,
)

test.skipIf(skips)(titleOf('the Python code is in form'), async () => {
  const places = ['src', 'tests', join(root, 'examples'), '--config', 'pyproject.toml', '--no-cache']
  const lint = await run('ruff', 'check', ...places)
  expect(lint.code, lint.stdout + lint.stderr).toBe(0)
  const format = await run('ruff', 'format', '--check', ...places)
  expect(format.code, format.stdout + format.stderr).toBe(0)
})
