'use server'

import { redirect } from 'next/navigation'
import { clientWithKey } from '#server/client.ts'
import { problemOf } from '#server/problem-of.ts'
import { sameSitePath } from '#server/same-site-path.ts'
import { writeSessionKey } from '#server/session-cookie.ts'

/** Longer than any key that the API takes, and short enough for a cookie. */
const longestKey = 1_000

export interface SignInState {
  readonly message: string | null
}

/** Exchanges a key for a session cookie, if the API takes the key and it may read. The key itself is not sent back. */
export async function signIn(_before: SignInState, form: FormData): Promise<SignInState> {
  const apiKey = String(form.get('key') ?? '').trim()
  if (apiKey === '') return { message: 'Enter a key.' }
  if (!/^[\x21-\x7e]+$/.test(apiKey) || apiKey.length > longestKey) return { message: 'That is not a key.' }
  const message = await refusalOf(apiKey)
  if (message !== null) return { message }
  await writeSessionKey(apiKey)
  redirect(sameSitePath(String(form.get('next') ?? '')))
}

/** Null when the key is good for reading. */
async function refusalOf(apiKey: string): Promise<string | null> {
  try {
    const { role } = await clientWithKey(apiKey).me()
    return role === 'ingest' ? ingestRefusal : null
  } catch (error) {
    const { kind, detail } = problemOf(error)
    if (kind === 'signed-out') return 'The API does not know this key, or it was revoked or has expired.'
    return kind === 'forbidden' ? ingestRefusal : detail
  }
}

const ingestRefusal = 'This key may only send traces. Reading takes a key of the role read or admin.'
