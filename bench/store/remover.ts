import { openStore } from '@agentsentry/adapters/open-store'
import { spanMs } from './fill.ts'

// A process of its own, as a worker is: `remover.ts DATABASE_URL END_MS` removes what is older than half the time that
// traces were written over, until its standard input ends; it prints how many went.

const batch = 200
const pauseMs = 20

const [url = '', endMs = '0'] = process.argv.slice(2)
const store = await openStore(url)
let isStopped = false
process.stdin.on('end', () => {
  isStopped = true
})
process.stdin.resume()
console.log('ready')
let removed = 0
while (!isStopped) {
  removed += await store.housekeeping.removeExpired({
    beforeMs: Number(endMs) - spanMs / 2,
    nowMs: Number(endMs),
    batch,
  })
  await new Promise((resolve) => setTimeout(resolve, pauseMs))
}
await store.close()
console.log(removed)
