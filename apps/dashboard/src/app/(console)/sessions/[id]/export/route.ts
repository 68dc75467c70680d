import type { AgentSentryClient } from '@agentsentry/sdk'
import { requestClient } from '#server/client.ts'
import { problemAnswer } from '#server/problem-answer.ts'

export const dynamic = 'force-dynamic'

/** The session with all its traces, oldest first, as one JSON document. It goes out page by page, however long it is. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params
  try {
    const client = await requestClient()
    const session = await client.session(id)
    return new Response(streamOf(writeSession(client, session)), {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="session-${session.id.replaceAll(/[^\w-]/g, '_')}.json"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    return problemAnswer(error)
  }
}

async function* writeSession(client: AgentSentryClient, session: { readonly id: string }): AsyncGenerator<string> {
  yield `{"session":${JSON.stringify(session)},"traces":[`
  let separator = '\n'
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<AgentSentryClient['traces']>> = await client.traces(session.id, {
      order: 'asc',
      limit: 200,
      cursor,
    })
    for (const trace of page.items) {
      yield `${separator}${JSON.stringify(trace)}`
      separator = ',\n'
    }
    cursor = page.nextCursor
  } while (cursor !== null)
  yield '\n]}\n'
}

/** A page that cannot be read breaks the download off, so that nobody takes half of a session for all of it. */
function streamOf(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await parts.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      } catch (error) {
        controller.error(error)
      }
    },
    async cancel() {
      await parts.return(undefined)
    },
  })
}
