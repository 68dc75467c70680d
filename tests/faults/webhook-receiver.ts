import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Who is told of incidents: notes which, and how often each. */
export interface WebhookReceiver {
  readonly url: string
  /** How often each was told, by `webhook-id`. */
  readonly told: ReadonlyMap<string, number>
  /** Ids under which two different things were told. */
  readonly contradictory: ReadonlySet<string>
  close(): Promise<void>
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const told = new Map<string, number>()
  const bodies = new Map<string, string>()
  const contradictory = new Set<string>()
  const server = createServer(async (request, response) => {
    const id = String(request.headers['webhook-id'])
    const chunks: Buffer[] = []
    // A sender that was killed in the middle of its request has told nothing.
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const body = Buffer.concat(chunks).toString('utf8')
    if ((bodies.get(id) ?? body) !== body) contradictory.add(id)
    bodies.set(id, body)
    told.set(id, (told.get(id) ?? 0) + 1)
    response.writeHead(204).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    told,
    contradictory,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
