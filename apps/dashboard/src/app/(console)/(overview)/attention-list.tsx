import type { Attention } from '@agentsentry/contract'
import { CircleAlert, CircleCheck, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react'
import { ButtonLink } from '#components/button.tsx'
import { classNames } from '#components/class-names.ts'
import { HostileText } from '#components/hostile-text.tsx'
import { SessionLink } from '#components/session-link.tsx'
import { type AttentionItem, attentionItems } from './attention-items.ts'

const looks: Readonly<Record<AttentionItem['urgency'], { Icon: LucideIcon; colour: string; word: string }>> = {
  now: { Icon: OctagonAlert, colour: 'text-block', word: 'Urgent:' },
  soon: { Icon: TriangleAlert, colour: 'text-warn', word: 'Soon:' },
  look: { Icon: CircleAlert, colour: 'text-ask', word: 'To look at:' },
}
const rulesNamed = 3
const longestTitle = 40

/** What needs a person, or that nothing does. */
export function AttentionList({ attention, nowMs }: { attention: Attention; nowMs: number }) {
  const items = attentionItems(attention, nowMs)
  if (items.length === 0) {
    return (
      <section
        aria-label="What needs you"
        className="flex items-center gap-2 rounded-lg border border-line bg-surface px-4 py-2.5"
      >
        <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-allow" />
        <p>
          <strong className="font-semibold">Nothing needs you.</strong>{' '}
          <span className="text-muted">No session in quarantine, no check given up, no faulty rule.</span>
        </p>
      </section>
    )
  }
  return (
    <section aria-label="What needs you" className="rounded-lg border border-line bg-surface">
      <ul className="divide-y divide-line">
        {items.map((item) => (
          <Item key={item.key} item={item} attention={attention} />
        ))}
      </ul>
    </section>
  )
}

function Item({ item, attention }: { item: AttentionItem; attention: Attention }) {
  const { Icon, colour, word } = looks[item.urgency]
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-2">
      <Icon aria-hidden="true" className={classNames('mt-1.5 size-4 shrink-0', colour)} />
      <div className="min-w-0 flex-1 basis-64 py-1">
        <p>
          <span className="sr-only">{word} </span>
          <strong className="font-semibold">{item.title}.</strong> <span className="text-muted">{item.advice}</span>
        </p>
        {item.key === 'quarantined' ? <Quarantined sessions={attention.quarantined_sessions.newest} /> : null}
        {item.key === 'rules-faulty' ? <FaultyRules rules={attention.rules_faulty} /> : null}
      </div>
      {item.link === null ? null : (
        <ButtonLink href={item.link.href} size="small" prefetch={false}>
          {item.link.words}
        </ButtonLink>
      )}
    </li>
  )
}

function Quarantined({ sessions }: { sessions: Attention['quarantined_sessions']['newest'] }) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
      {sessions.map(({ id, title }) => (
        <li key={id} className="max-w-full min-w-0">
          <SessionLink session={{ id, title: title === null ? null : shortened(title) }} />
        </li>
      ))}
    </ul>
  )
}

/** Several stand in a line. */
function shortened(title: string): string {
  const letters = Array.from(title.slice(0, 2 * longestTitle))
  return letters.length > longestTitle ? `${letters.slice(0, longestTitle).join('')}…` : letters.join('')
}

function FaultyRules({ rules }: { rules: Attention['rules_faulty'] }) {
  return (
    <ul className="mt-1">
      {rules.slice(0, rulesNamed).map(({ rule, message }) => (
        <li key={rule}>
          <HostileText text={rule} limit={100} expandable={false} className="font-medium" />
          {': '}
          <HostileText text={message} limit={200} expandable={false} className="text-muted" />
        </li>
      ))}
      {rules.length > rulesNamed ? <li className="text-muted">and {rules.length - rulesNamed} more</li> : null}
    </ul>
  )
}
