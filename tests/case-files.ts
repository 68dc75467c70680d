import { readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type CaseFile, readCaseFile } from '@agentsentry/cli'

const root = resolve(import.meta.dirname, '..')

/** Paths of all files of cases in the project: `cases/*.yaml`, and those that stand beside a rule pack. */
export function caseFilePaths(): string[] {
  const inFolder = (folder: string, ending: string) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => join(root, folder, name))
  return [...inFolder('cases', '.yaml'), ...inFolder('rules', '.cases.yaml')]
}

/** All of them, read; `file` counts from the root of the project. */
export function readCaseFiles(): Promise<CaseFile[]> {
  return Promise.all(
    caseFilePaths().map(async (path) => ({ ...(await readCaseFile(path)), file: relative(root, path) })),
  )
}
