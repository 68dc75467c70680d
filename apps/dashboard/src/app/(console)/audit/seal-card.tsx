import type { AuditHead } from '@agentsentry/contract'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from '#components/badge.tsx'
import { Card } from '#components/card.tsx'
import { CopyButton } from '#components/copy-button.tsx'
import { LocalTime } from '#components/local-time.tsx'

const verifyCommand = 'npx agentsentry audit verify'

/** How far the log is sealed, and how anybody can see whether it was touched. */
export function SealCard({ head }: { head: AuditHead }) {
  const { seq, checkpoint } = head
  const since = checkpoint === null ? seq : Math.max(0, seq - checkpoint.size)
  return (
    <Card
      title="Seal"
      description="Every entry is sealed with a hash that covers the one before it, so a later change to any of them is found."
    >
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2 xl:grid-cols-4">
        <Fact name="Sealed">
          {seq === 0
            ? 'no entry yet'
            : `${seq.toLocaleString('en')} ${seq === 1 ? 'entry' : 'entries'}, of all projects`}
          {head.unsealed === undefined ? null : <Unsealed count={head.unsealed} />}
        </Fact>
        <Fact name="Newest seal">{head.hash === null ? '–' : <Digest name="newest seal" text={head.hash} />}</Fact>
        <Fact name="Last checkpoint">
          {checkpoint === null ? (
            'none yet'
          ) : (
            <>
              {checkpoint.size.toLocaleString('en')} {checkpoint.size === 1 ? 'entry' : 'entries'},{' '}
              <LocalTime at={checkpoint.created_at} />
              <span className="block text-[0.8125rem] text-muted">
                {since === 0 ? 'It covers all that is sealed.' : `${since.toLocaleString('en')} sealed since.`}
              </span>
            </>
          )}
        </Fact>
        <Fact name="Its root">
          {checkpoint === null ? '–' : <Digest name="root of the checkpoint" text={checkpoint.root} />}
        </Fact>
      </dl>
      <div className="mt-4 flex flex-wrap items-start justify-between gap-x-8 gap-y-3 border-t border-line pt-3">
        {checkpoint === null ? null : <Signature checkpoint={checkpoint} />}
        <p className="min-w-0">
          <span className="text-muted">See for yourself whether the log is whole, where the server runs: </span>
          <span className="inline-flex items-center gap-1">
            <code className="rounded-sm bg-sunken px-1.5 py-0.5">{verifyCommand}</code>
            <CopyButton text={verifyCommand} label="Copy the command" />
          </span>
        </p>
      </div>
    </Card>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-[0.8125rem] text-muted">{name}</dt>
      <dd className="tabular">{children}</dd>
    </div>
  )
}

function Unsealed({ count }: { count: number }) {
  return (
    <span className="block text-[0.8125rem] text-muted">
      {count === 0
        ? 'None waits for its seal.'
        : `${count >= 1_000 ? '1,000 or more' : count.toLocaleString('en')} ${count === 1 ? 'waits' : 'wait'} for a seal; a worker sets it within a second.`}
    </span>
  )
}

/** A hash is compared by its ends, and copied whole. */
function Digest({ name, text }: { name: string; text: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <code title={text}>{text.length > 20 ? `${text.slice(0, 10)}…${text.slice(-6)}` : text}</code>
      <CopyButton text={text} label={`Copy the ${name}`} />
    </span>
  )
}

function Signature({
  checkpoint: { signature, public_key: publicKey },
}: {
  checkpoint: NonNullable<AuditHead['checkpoint']>
}) {
  if (signature === null) {
    return (
      <p className="max-w-prose min-w-0">
        <Badge tone="warn">
          <ShieldAlert aria-hidden="true" className="size-3.5 shrink-0" /> not signed
        </Badge>{' '}
        <span className="text-muted">
          Whoever may rewrite the whole database could make another log. Set <code>AGENTSENTRY_AUDIT_KEY</code>, or keep
          checkpoints elsewhere.
        </span>
      </p>
    )
  }
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <Badge tone="allow">
        <ShieldCheck aria-hidden="true" className="size-3.5 shrink-0" /> signed
      </Badge>
      <span className="inline-flex items-center gap-1">
        <span className="text-muted">signature</span> <Digest name="signature" text={signature} />
      </span>
      {publicKey === null ? null : (
        <span className="inline-flex items-center gap-1">
          <span className="text-muted">key</span> <Digest name="public key" text={publicKey} />
        </span>
      )}
    </div>
  )
}
