import 'server-only'
import { cookies } from 'next/headers'
import { openSession, sealSession } from './sealed-session.ts'
import { servedByHttps } from './served-by-https.ts'
import { sessionSecret } from './session-secret.ts'

const lifetimeSeconds = 12 * 60 * 60

/** `__Host-` lets no other name of the same domain set it; browsers take it by HTTPS only. */
async function cookieName(): Promise<string> {
  return (await servedByHttps()) ? '__Host-agentsentry-session' : 'agentsentry-session'
}

/** The key of whoever has signed in; null for nobody, and for a cookie that has expired or is not ours. */
export async function readSessionKey(): Promise<string | null> {
  const sealed = (await cookies()).get(await cookieName())?.value
  return sealed === undefined ? null : (openSession(sealed, sessionSecret(), Date.now())?.apiKey ?? null)
}

/** Signs in, for twelve hours. Only in a Server Action or a route handler. */
export async function writeSessionKey(apiKey: string): Promise<void> {
  const session = { apiKey, expiresAtMs: Date.now() + lifetimeSeconds * 1_000 }
  const attributes = { ...(await attributesOfCookie()), maxAge: lifetimeSeconds }
  ;(await cookies()).set(await cookieName(), sealSession(session, sessionSecret()), attributes)
}

/** Signs out. Only in a Server Action or a route handler. */
export async function clearSession(): Promise<void> {
  ;(await cookies()).set(await cookieName(), '', { ...(await attributesOfCookie()), maxAge: 0 })
}

async function attributesOfCookie() {
  return { httpOnly: true, sameSite: 'strict', secure: await servedByHttps(), path: '/' } as const
}
