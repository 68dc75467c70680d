import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { DashboardFolders } from './dashboard-folders.ts'

/** Nothing of these reaches a build. */
const passedOver = /(^|\/)(node_modules|\.next|\.build|dist)$|\.test\.tsx?$|(^|\/)next-env\.d\.ts$|\.tsbuildinfo$/

/**
 * Changes when a build of the dashboard would give something else: its own files, the packages of ours that go into it, the
 * versions of everything else, and the Node that it is built on.
 */
export function sourceFingerprint({ root, source }: DashboardFolders): string {
  const hash = createHash('sha256').update(process.versions.node)
  const packages = ['contract', 'engine', 'sdk'].map((name) => join(root, 'packages', name))
  for (const folder of [source, ...packages]) addFolder(hash, root, folder)
  addFile(hash, root, join(root, 'pnpm-lock.yaml'))
  return hash.digest('hex').slice(0, 24)
}

type Hash = ReturnType<typeof createHash>

function addFolder(hash: Hash, root: string, folder: string): void {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (passedOver.test(path)) continue
    if (entry.isDirectory()) addFolder(hash, root, path)
    else if (entry.isFile()) addFile(hash, root, path)
  }
}

function addFile(hash: Hash, root: string, path: string): void {
  const bytes = readFileSync(path)
  hash.update(`${relative(root, path)}\0${bytes.length}\0`).update(bytes)
}
