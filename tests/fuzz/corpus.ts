import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FuzzCase } from './fuzz-case.ts'

export const corpusFolder = join(import.meta.dirname, 'corpus')

/** Cases of all files of the corpus, one a line. */
export function readCorpus(): FuzzCase[] {
  return readdirSync(corpusFolder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) => readFileSync(join(corpusFolder, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as FuzzCase)
}
