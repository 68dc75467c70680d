import { execFile } from 'node:child_process'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** Runs an example as a reader would, and gives what it printed and its exit code. `url` is where AgentSentry is. */
export function runExample(
  example: string,
  url: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    // Frameworks start programs with the `node` of the path.
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
    const env = { PATH, HOME: process.env.HOME, AGENTSENTRY_API_URL: url, ...more }
    const child = execFile(process.execPath, [join('examples', example)], { cwd: root, env }, (_, stdout, stderr) => {
      done({ code: child.exitCode ?? -1, output: stdout + stderr })
    })
  })
}
