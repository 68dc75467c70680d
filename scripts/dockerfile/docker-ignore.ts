import { readFileSync } from 'node:fs'
import { join, matchesGlob } from 'node:path'

/** Whether a path of the context, relative to it, reaches a build. The last line that fits decides, as in Docker. */
export function readDockerIgnore(context: string): (path: string) => boolean {
  const rules = readFileSync(join(context, '.dockerignore'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ admits: line.startsWith('!'), pattern: line.replace(/^!/, '') }))
  return (path) => {
    const fits = rules.findLast(({ pattern }) => matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`))
    return fits?.admits ?? true
  }
}
