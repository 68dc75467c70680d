import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { isRunning } from '../child-processes.ts'
import { describeWithService } from './describe-with-service.ts'
import { whyNoOwnPostgres } from './own-postgres.ts'
import { whyNoOwnRedis } from './own-redis.ts'

/** Starts a server from a program, kills that program, and returns what of the server is left once it has gone. */
async function afterKillOfItsParent(module: string, start: string) {
  const program = `import('${join(import.meta.dirname, module)}')
    .then((module) => module.${start}())
    .then(({ folder, processId }) => console.log(JSON.stringify({ folder, processId: processId() })))`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const { folder, processId } = JSON.parse(String(line))
  const before = { runs: isRunning(processId), data: existsSync(folder) }
  child.kill('SIGKILL')
  const deadline = Date.now() + 20_000
  while ((isRunning(processId) || existsSync(folder)) && Date.now() < deadline) await wait(20)
  return { before, after: { runs: isRunning(processId), data: existsSync(folder) } }
}

const nothingLeft = { before: { runs: true, data: true }, after: { runs: false, data: false } }

describeWithService('PostgreSQL', whyNoOwnPostgres(), () => {
  test('ends with the process that started it, even when that is killed, and leaves no data', async () => {
    expect(await afterKillOfItsParent('own-postgres.ts', 'startOwnPostgres')).toEqual(nothingLeft)
  })
})

describeWithService('Redis', whyNoOwnRedis(), () => {
  test('ends with the process that started it, even when that is killed, and leaves no data', async () => {
    expect(await afterKillOfItsParent('own-redis.ts', 'startOwnRedis')).toEqual(nothingLeft)
  })
})
