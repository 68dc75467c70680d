import { stat } from 'node:fs/promises'
import { inPostgres } from '../services/postgres-query.ts'
import type { DiskStack } from './faults.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'
import { type Stack, startServiceStack, startSqliteStack } from './stack.ts'

/** SQLite on a disk of its own. */
export async function startSqliteOnSmallDisk(): Promise<DiskStack> {
  const disk = await mountSmallDisk({ mebibytes: 64 })
  return onDisk(disk, () => startSqliteStack(disk.folder))
}

/** PostgreSQL with its tables, and not its log, on a disk of its own: without its log it would not run at all. */
export async function startPostgresOnSmallDisk(): Promise<DiskStack> {
  let mounted: SmallDisk | undefined
  const stack = await startServiceStack({
    database: async (postgres) => {
      const { uid, gid } = await stat(postgres.folder)
      mounted = await mountSmallDisk({ mebibytes: 96, owner: { uid, gid } })
      await inPostgres(postgres.url, `create tablespace small location '${mounted.folder}'`)
      await inPostgres(postgres.url, 'create database small tablespace small')
      return Object.assign(new URL(postgres.url), { pathname: '/small' }).href
    },
  }).catch(async (error) => {
    await mounted?.end()
    throw error
  })
  return onDisk(mounted as SmallDisk, async () => stack)
}

async function onDisk(disk: SmallDisk, start: () => Promise<Stack>): Promise<DiskStack> {
  try {
    const stack = await start()
    const end = async () => {
      await stack.end()
      await disk.end()
    }
    return { ...stack, disk, end }
  } catch (error) {
    await disk.end()
    throw error
  }
}
