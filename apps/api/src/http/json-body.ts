import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { parseStrictJson, SentryError } from '@agentsentry/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readBody } from './read-body.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came over the wire; null before it was read and for requests without one. */
    rawBody: Buffer | null
  }
}

/** In bytes. */
const largeBody = 64 * 1024

const yamlTypes = ['text/plain', 'application/yaml', 'application/x-yaml', 'text/yaml']

/**
 * Bodies are JSON that every reader reads alike; YAML and plain text stay text. Both must be UTF-8. An empty body is no
 * body, whatever type it is announced as: Python's urllib calls it a form.
 */
export function readBodies(server: FastifyInstance, mostBytes: number): void {
  server.decorateRequest('rawBody', null)
  server.addHook('onRequest', ({ headers: { 'content-encoding': encoding = 'identity' } }, _reply, done) => {
    if (encoding.toLowerCase() === 'identity') done()
    else
      done(
        new SentryError('media_type_unsupported', 'a body must not be compressed: send it without `Content-Encoding`'),
      )
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', async (request: FastifyRequest, payload: IncomingMessage) => {
    const body = await readBody(payload, mostBytes)
    if (body.length === 0) return undefined
    request.rawBody = body
    const value = parseStrictJson(decode(body))
    // What follows may take as long again: others have their turn in between.
    if (body.length > largeBody) await nextTurn()
    return value
  })
  server.addContentTypeParser(yamlTypes, async (_request: FastifyRequest, payload: IncomingMessage) => {
    const body = await readBody(payload, mostBytes)
    return body.length === 0 ? undefined : decode(body)
  })
  server.addContentTypeParser('*', async (_request: FastifyRequest, payload: IncomingMessage) => {
    const body = await readBody(payload, mostBytes)
    if (body.length > 0) throw new SentryError('media_type_unsupported', 'send the body as `application/json`')
    return undefined
  })
}

/** One immediate still belongs to the turn of the event loop in which it was asked for; the next comes after new events. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}

function decode(body: Buffer): string {
  if (!isUtf8(body)) throw new SentryError('body_not_utf8', 'the body is not valid UTF-8')
  return body.toString('utf8')
}
