import { requestClient } from '#server/client.ts'
import { problemAnswer } from '#server/problem-answer.ts'

export const dynamic = 'force-dynamic'

/** The trace as the API gives it, as a file: what an agent wrote is not shown by the browser under this address. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    const trace = await (await requestClient()).trace((await params).id)
    return new Response(`${JSON.stringify(trace, null, 2)}\n`, {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="trace-${trace.id.replaceAll(/[^\w-]/g, '_')}.json"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    return problemAnswer(error)
  }
}
