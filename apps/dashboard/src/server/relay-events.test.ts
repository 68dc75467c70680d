import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AgentSentryClient } from '@agentsentry/sdk'
import { afterEach, expect, test } from 'vitest'
import { relayEvents } from './relay-events.ts'

/** An API that does with each listener what the test says. */
async function listening(serve: (response: ServerResponse, lastEventId: string | undefined) => void): Promise<Server> {
  const server = createServer((request, response) =>
    serve(response, request.headers['last-event-id'] as string | undefined),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return server
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

function relay(server: Server, lastEventId?: string) {
  const leaving = new AbortController()
  const client = new AgentSentryClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  const reader = relayEvents(client, { lastEventId, signal: leaving.signal })
    .pipeThrough(new TextDecoderStream())
    .getReader()
  let text = ''
  const until = async (part: string) => {
    while (!text.includes(part)) {
      const { done, value } = await reader.read()
      if (done) break
      text += value
    }
    return text
  }
  return { until, leave: () => leaving.abort() }
}

const event = (id: string) => `id: ${id}\nevent: audit\ndata: {"id":1,"details":{}}\n\n`
const begin = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' })

test('events go on as they came, behind the word that the API answers', async () => {
  const server = await listening((response) => begin(response).write(event('a.1')))
  const { until, leave } = relay(server)
  expect(await until('details')).toMatch(
    /^retry: 2000\n\nevent: link\ndata: "up"\n\nid: a\.1\nevent: audit\ndata: \{"id":1/,
  )
  leave()
})

test('it goes on behind the last event that the browser had', async () => {
  const asked = Promise.withResolvers<string | undefined>()
  const server = await listening((response, lastEventId) => {
    begin(response).write(': \n\n')
    asked.resolve(lastEventId)
  })
  const { until, leave } = relay(server, 'x.7')
  await until('up')
  expect(await asked.promise).toBe('x.7')
  leave()
})

test('a browser that leaves ends the connection to the API', async () => {
  const ended = Promise.withResolvers<void>()
  const server = await listening((response) => {
    begin(response).write(event('a.1'))
    response.on('close', () => ended.resolve())
  })
  const { until, leave } = relay(server)
  await until('details')
  leave()
  await ended.promise
})

test('an API that is lost is said, and so is one that is back', async () => {
  let listeners = 0
  const server = await listening((response) => {
    listeners++
    begin(response).write(event(`a.${listeners}`))
    if (listeners === 1) setTimeout(() => response.destroy(), 50)
  })
  const { until, leave } = relay(server)
  const text = await until('a.2')
  expect(text.match(/data: "(up|down)"/g)).toEqual(['data: "up"', 'data: "down"', 'data: "up"'])
  leave()
})

test('a key that is refused is said, and the stream ends', async () => {
  const server = await listening((response) => {
    response.writeHead(403, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ status: 403, code: 'key_wrong', detail: 'no' }))
  })
  const { until } = relay(server)
  expect(await until('never')).toContain('event: denied\ndata: "key_wrong"\n\n')
})
