import 'server-only'
import { headers } from 'next/headers'
import { settings } from './settings.ts'

/** Whether the reader's browser speaks HTTPS. This server speaks HTTP, so only a proxy that is trusted can say so. */
export async function servedByHttps(): Promise<boolean> {
  if (!settings().AGENTSENTRY_TRUST_PROXY) return false
  const forwarded = (await headers()).get('x-forwarded-proto')
  return forwarded?.split(',', 1)[0]?.trim() === 'https'
}
