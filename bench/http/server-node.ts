import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerOf } from './baseline-answer.ts'

// Baseline: what `node:http` alone costs. Reads the body, parses it, answers the same text every time.

const answer = answerOf(Number(process.argv[2]))
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(answer) }

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'))
    response.writeHead(200, headers).end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`ready: API http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
