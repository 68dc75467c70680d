import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/**
 * Runs the first `ts` block of a page in `docs` as a program of its own, and gives what it printed. `files` are the modules that
 * it imports beside the packages, such as `./model.ts`.
 */
export async function runSnippet(
  page: string,
  { url, files }: { url: string; files: { readonly [name: string]: string } },
): Promise<string> {
  const block = /```ts\n([\s\S]*?)```/.exec(await readFile(join(root, 'docs', page), 'utf8'))?.[1]
  if (block === undefined) throw new Error(`no block of code in ${page}`)
  // Within node_modules, so that packages are found, and therefore without types.
  const folder = await mkdtemp(join(root, 'node_modules/.snippet-'))
  const asRun = (code: string) =>
    stripTypeScriptTypes(code)
      .replaceAll(/'(\.\/[\w-]+)\.ts'/g, "'$1.mjs'")
      .replaceAll('http://localhost:8000', url)
  try {
    for (const [name, code] of Object.entries({ 'snippet.ts': block, ...files }))
      await writeFile(join(folder, name.replace(/\.ts$/, '.mjs')), asRun(code))
    return await outputOf(join(folder, 'snippet.mjs'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function outputOf(file: string): Promise<string> {
  return new Promise((done, failed) => {
    execFile(process.execPath, [file], { env: { PATH: process.env.PATH } }, (error, stdout, stderr) => {
      if (error === null) done(stdout)
      else failed(new Error(`the program failed:\n${stdout}${stderr}`))
    })
  })
}
