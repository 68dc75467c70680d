import { clearSession } from '#server/session-cookie.ts'

export const dynamic = 'force-dynamic'

/** A form posts here, so that the page is left for good and nothing of it stays in memory. `proxy.ts` has seen the origin. */
export async function POST(): Promise<Response> {
  await clearSession()
  return new Response(null, {
    status: 303,
    headers: { location: '/sign-in?signed-out=1', 'clear-site-data': '"cache"' },
  })
}
