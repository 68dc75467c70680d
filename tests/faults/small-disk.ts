import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { chown, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own that can be filled to the last byte. */
export interface SmallDisk {
  readonly folder: string
  fill(): void
  /** Makes room again. */
  empty(): void
  end(): Promise<void>
}

export interface SmallDiskOptions {
  readonly mebibytes: number
  /** Whose it is to be; without it, of the user who runs the tests. */
  readonly owner?: { readonly uid: number; readonly gid: number } | null
}

/** Null where one can be mounted, else why not. */
export function whyNoSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-disk-'))
  const reason = mount(folder, 1)
  if (reason === null) unmount(folder)
  rmSync(folder, { recursive: true })
  return reason
}

export async function mountSmallDisk({ mebibytes, owner = null }: SmallDiskOptions): Promise<SmallDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-disk-'))
  const reason = mount(folder, mebibytes)
  if (reason !== null) throw new Error(reason)
  if (owner !== null) await chown(folder, owner.uid, owner.gid)
  const filler = join(folder, 'filler')
  return {
    folder,
    fill: () => fillUp(filler),
    empty: () => rmSync(filler, { force: true }),
    end: async () => {
      unmount(folder)
      await rm(folder, { recursive: true })
    },
  }
}

/** In smaller and smaller pieces, until not even a small one finds room. */
function fillUp(file: string): void {
  const descriptor = openSync(file, 'a')
  try {
    for (const bytes of [1024 * 1024, 4096, 1]) while (hasRoomFor(descriptor, bytes));
  } finally {
    closeSync(descriptor)
  }
}

function hasRoomFor(descriptor: number, bytes: number): boolean {
  try {
    return writeSync(descriptor, Buffer.alloc(bytes)) === bytes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}

function mount(folder: string, mebibytes: number): string | null {
  const parameters = ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0700`, 'tmpfs', folder]
  const { status, error, stderr } = spawnSync('mount', parameters, { encoding: 'utf8' })
  if (error !== undefined) return `there is no \`mount\` (${error.message})`
  return status === 0 ? null : `no file system can be mounted (${stderr.trim()})`
}

function unmount(folder: string): void {
  const { status, stderr } = spawnSync('umount', [folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`\`umount\` failed: ${stderr}`)
}
