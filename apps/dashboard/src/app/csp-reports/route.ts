import { reportCount } from '#server/report-count.ts'

export const dynamic = 'force-dynamic'

/**
 * Browsers report here what the content security policy stopped. Anybody can send reports, so they are counted, and nothing
 * of them is kept: `GET /healthz` tells the count.
 */
export function POST(): Response {
  reportCount().count++
  return new Response(null, { status: 204 })
}
