import type { Metadata } from 'next'
import { Button } from '#components/button.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { Logo } from '#components/logo.tsx'
import { clientWithKey } from '#server/client.ts'
import { problemOf } from '#server/problem-of.ts'
import { sameSitePath } from '#server/same-site-path.ts'
import { type SearchParameters, single } from '../../search-parameters.ts'
import { SignInForm } from './sign-in-form.tsx'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { next, 'signed-out': signedOut } = await searchParams
  const access = await accessWithoutKey()
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 px-4 py-10">
      <Logo />
      <div className="rounded-lg border border-line bg-surface p-5">
        <h1 className="text-lg font-semibold">Sign in</h1>
        {signedOut === undefined ? null : (
          <p role="status" className="mt-1 text-muted">
            You have signed out.
          </p>
        )}
        <div className="mt-4">
          {access === 'unreachable' ? <Unreachable /> : <SignInForm next={sameSitePath(single(next))} />}
        </div>
      </div>
      {access === 'open' ? <WithoutKey /> : <WhereKeysComeFrom />}
    </main>
  )
}

/** Whether a key is needed at all. */
async function accessWithoutKey(): Promise<'open' | 'closed' | 'unreachable'> {
  try {
    return (await clientWithKey(null).me()).open ? 'open' : 'closed'
  } catch (error) {
    return problemOf(error).kind === 'unreachable' ? 'unreachable' : 'closed'
  }
}

function Unreachable() {
  return <ErrorState problem={{ kind: 'unreachable', detail: 'Keys cannot be tried until it answers again.' }} />
}

function WithoutKey() {
  return (
    <form action="/sign-out?without-key" method="post" className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-muted">Development mode: no key is needed.</p>
      <Button type="submit">Go on without a key</Button>
    </form>
  )
}

function WhereKeysComeFrom() {
  return (
    <p className="text-muted">
      Keys are made where the server runs:{' '}
      <code className="text-text">npx agentsentry keys create --name me --role read</code>. The role <em>admin</em> may
      change rules, too.
    </p>
  )
}
