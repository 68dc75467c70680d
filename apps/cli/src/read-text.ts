import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { CommandFailure } from './command-failure.ts'

/** The text of a file, or of standard input for `-`. Throws `CommandFailure` when it cannot be read or is not UTF-8. */
export async function readText(file: string): Promise<string> {
  const name = file === '-' ? 'standard input' : `\`${file}\``
  const bytes = await readBytes(file).catch((error: Error) => {
    throw new CommandFailure(`${name} cannot be read: ${error.message}`)
  })
  if (!isUtf8(bytes)) throw new CommandFailure(`${name} is not UTF-8 text`)
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

async function readBytes(file: string): Promise<Buffer> {
  if (file !== '-') return readFile(file)
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return Buffer.concat(chunks)
}
