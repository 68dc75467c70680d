import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Span } from './re2.ts'

export interface PythonQuestion {
  readonly pattern: string
  /** `re.ASCII`: the classes as RE2 has them. */
  readonly isAscii: boolean
  readonly texts: readonly string[]
}

/** The leftmost match of each text, null where there is none, `slow` where Python took longer than 0.2 s. */
export type PythonAnswer = readonly (Span | null | 'slow')[] | { readonly refused: string }

/** Asks Python's `re.search`, all questions in one process. Throws when Python does not answer all of them. */
export function askPython(questions: readonly PythonQuestion[]): PythonAnswer[] {
  const program = join(import.meta.dirname, 'python-regex.py')
  const input = questions
    .map(({ pattern, isAscii, texts }) => `${JSON.stringify([pattern, isAscii, texts])}\n`)
    .join('')
  const { stdout, stderr } = spawnSync('python3', [program], { input, encoding: 'utf8', maxBuffer: 2 ** 30 })
  const answers = stdout.split('\n').filter((line) => line !== '')
  if (answers.length !== questions.length) throw new Error(`python3 gave ${answers.length} answers: ${stderr}`)
  return answers.map((line) => JSON.parse(line) as PythonAnswer)
}
