import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../run-command.ts'
import type { PhraseQuestion } from './phrase-generator.ts'
import type { Span } from './re2.ts'

const version = '3.8.18'
const folder = join(root, 'node_modules/.cache', `spacy-${version}`)

/** A token `[start, end)` in UTF-16 code units, with the rule by which spaCy's tokenizer cut it. */
export type SpacyToken = readonly [start: number, end: number, rule: string]

export interface SpacyTokens {
  readonly text: readonly SpacyToken[]
  readonly phrase: readonly SpacyToken[]
}

type SpacyAnswer = SpacyTokens & { readonly match: Span | null }

/**
 * Fetches spaCy into a folder of its own, once; takes some 20 s and 330 MB. Returns null when it is there, else why not.
 * Only wheels: nothing is compiled.
 */
export function installSpacy(): string | null {
  if (existsSync(folder)) return null
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  const options = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--target', unfinished]
  const { error, status, stderr } = spawnSync('python3', ['-m', 'pip', 'install', ...options, `spacy==${version}`], {
    encoding: 'utf8',
  })
  if (error === undefined && status === 0) moveUnlessThere(unfinished)
  rmSync(unfinished, { recursive: true, force: true })
  if (existsSync(folder)) return null
  const why = error?.message ?? stderr.trim().split('\n').at(-1)
  return `spaCy could not be installed: ${why}`
}

/** Of two processes that fetch at once, the first wins. */
function moveUnlessThere(unfinished: string): void {
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}

/** The leftmost match of each phrase by `PhraseMatcher(attr="LOWER")` over a blank English pipeline. */
export function searchSpacy(questions: readonly PhraseQuestion[]): (Span | null)[] {
  return askSpacy(questions, false).map(({ match }) => match)
}

/** How spaCy cuts texts and phrases. */
export function explainSpacy(questions: readonly PhraseQuestion[]): SpacyTokens[] {
  return askSpacy(questions, true)
}

/** All questions go to one process. */
function askSpacy(questions: readonly PhraseQuestion[], explains: boolean): SpacyAnswer[] {
  const input = questions.map(({ phrase, text }) => `${JSON.stringify([phrase, text, explains])}\n`).join('')
  const { stdout, stderr } = spawnSync('python3', [join(import.meta.dirname, 'spacy-phrases.py')], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: { ...process.env, PYTHONPATH: folder },
  })
  const answers = stdout.split('\n').filter((line) => line !== '')
  if (answers.length !== questions.length) throw new Error(`spaCy gave ${answers.length} answers: ${stderr}`)
  return answers.map((line) => JSON.parse(line) as SpacyAnswer)
}
