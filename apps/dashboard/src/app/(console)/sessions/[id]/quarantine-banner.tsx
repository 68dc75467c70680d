'use client'

import type { SessionDetail } from '@agentsentry/contract'
import { ShieldBan } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { Button } from '#components/button.tsx'
import { FormError } from '#components/form-error.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { useToast } from '#components/toast.tsx'
import { releaseSession } from './session-actions.ts'

/** Says why every tool call of the session is blocked, and lifts that. */
export function QuarantineBanner({ session, mayEdit }: { session: SessionDetail; mayEdit: boolean }) {
  const router = useRouter()
  const toast = useToast()
  const [failure, setFailure] = useState<string | null>(null)
  const [isPending, startTransition] = useTransition()
  const { quarantine } = session
  if (quarantine === null) return null
  function release() {
    startTransition(async () => {
      const result = await releaseSession(session.id)
      setFailure(result.ok ? null : result.message)
      if (!result.ok) return
      toast({ title: 'Quarantine lifted', description: 'The next tool call is judged by the rules again.' })
      router.refresh()
    })
  }
  return (
    <section
      aria-label="Quarantine"
      className="mb-4 rounded-lg border border-block/50 bg-block-soft px-4 py-3 text-block"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <ShieldBan aria-hidden="true" className="size-5 shrink-0" />
        <p className="min-w-0 flex-1 basis-64">
          <strong>In quarantine</strong> since <LocalTime at={quarantine.since} show="time" />: every tool call of this
          session is blocked, because{' '}
          {quarantine.trace_id === null ? (
            'a step'
          ) : (
            <a href={`#${quarantine.trace_id}`} className="font-medium underline underline-offset-2">
              this step
            </a>
          )}{' '}
          was found to be a block after it had been answered.
        </p>
        {mayEdit ? (
          <Button onClick={release} disabled={isPending}>
            {isPending ? 'Lifting …' : 'Lift quarantine'}
          </Button>
        ) : (
          <p className="text-[0.8125rem]">A key of the role admin can lift it.</p>
        )}
      </div>
      <FormError message={failure} />
    </section>
  )
}
