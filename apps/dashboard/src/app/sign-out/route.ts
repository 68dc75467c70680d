import { clearSession } from '#server/session-cookie.ts'

export const dynamic = 'force-dynamic'

/**
 * A form posts here, so that the page is left for good and nothing of it stays in memory. `proxy.ts` has seen the origin.
 * With `?without-key` one goes on as somebody without a key may.
 */
export async function POST(request: Request): Promise<Response> {
  await clearSession()
  const staysIn = new URL(request.url).searchParams.has('without-key')
  return new Response(null, {
    status: 303,
    headers: { location: staysIn ? '/' : '/sign-in?signed-out=1', 'clear-site-data': '"cache"' },
  })
}
