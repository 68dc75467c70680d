import { requestClient } from '#server/client.ts'
import { relayEvents } from '#server/relay-events.ts'

export const dynamic = 'force-dynamic'

/** `GET /events` of the API for the browser, which has no key. */
export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const lastEventId = request.headers.get('last-event-id') ?? searchParams.get('after') ?? undefined
  const since = new Date(searchParams.get('since') ?? Number.NaN)
  const body = relayEvents(await requestClient(), {
    lastEventId,
    since: Number.isNaN(since.getTime()) ? undefined : since,
    signal: request.signal,
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // What is compressed is gathered first, here and in proxies.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}
