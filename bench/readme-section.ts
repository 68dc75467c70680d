import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Replaces what stands between the two markers of a section in `bench/README.md`. */
export function writeSection(name: string, text: string): void {
  const path = join(import.meta.dirname, 'README.md')
  const readme = readFileSync(path, 'utf8')
  const begin = `<!-- results of ${name}: begin -->\n`
  const end = `<!-- results of ${name}: end -->`
  const from = readme.indexOf(begin)
  const to = readme.indexOf(end)
  if (from < 0 || to < from) throw new Error(`\`bench/README.md\` has no markers for the results of \`${name}\``)
  writeFileSync(path, `${readme.slice(0, from + begin.length)}${text.trim()}\n${readme.slice(to)}`)
}
