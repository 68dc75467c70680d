import { reportCount } from '#server/report-count.ts'

export const dynamic = 'force-dynamic'

/** Liveness of the dashboard alone: it serves also while the API does not. */
export function GET(): Response {
  return Response.json({ status: 'ok', csp_reports: reportCount().count }, { headers: { 'cache-control': 'no-store' } })
}
