import { isUtf8 } from 'node:buffer'
import { parseStrictJson, SentryError } from '@agentsentry/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came over the wire; null before it was read and for requests without one. */
    rawBody: Buffer | null
  }
}

const yamlTypes = ['text/plain', 'application/yaml', 'application/x-yaml', 'text/yaml']

/** Bodies are JSON that every reader reads alike; YAML and plain text stay text. Both must be UTF-8. */
export function readBodies(server: FastifyInstance): void {
  server.decorateRequest('rawBody', null)
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      if (body.length === 0) return undefined
      request.rawBody = body
      return parseStrictJson(decode(body))
    },
  )
  server.addContentTypeParser(yamlTypes, { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) =>
    decode(body),
  )
}

function decode(body: Buffer): string {
  if (!isUtf8(body)) throw new SentryError('body_not_utf8', 'the body is not valid UTF-8')
  return body.toString('utf8')
}
