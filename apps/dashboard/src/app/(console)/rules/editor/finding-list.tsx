'use client'

import { CircleAlert, TriangleAlert, Wand } from 'lucide-react'
import { Button } from '#components/button.tsx'
import { classNames } from '#components/class-names.ts'
import { HostileText } from '#components/hostile-text.tsx'
import type { Finding } from './engine-questions.ts'

/** What is wrong with a field, at its place in the text, and the button that mends it where that can be done. */
export function FindingList({
  id,
  findings,
  tone = 'fault',
  text,
  onApply,
  onShow,
}: {
  id?: string
  findings: readonly Finding[]
  tone?: 'fault' | 'warning'
  /** The text of the field, for showing the place. */
  text?: string
  onApply?: ((finding: Finding, rewrite: string) => void) | undefined
  /** Puts the cursor at the place. */
  onShow?: ((position: number) => void) | undefined
}) {
  if (findings.length === 0) return null
  const Icon = tone === 'fault' ? CircleAlert : TriangleAlert
  return (
    <ul id={id} className={classNames('flex flex-col gap-1.5 text-xs', tone === 'fault' ? 'text-danger' : 'text-warn')}>
      {findings.map((finding) => (
        <li key={`${finding.field} ${finding.code} ${finding.message}`} className="flex items-start gap-1.5">
          <Icon aria-hidden="true" className="mt-px size-3.5 shrink-0" />
          <div className="min-w-0 flex-1">
            <span className="font-medium">
              <HostileText text={finding.message} limit={600} expandable={false} />
            </span>
            {finding.hint === null ? null : (
              <span className="text-muted">
                {' '}
                – <HostileText text={finding.hint} limit={400} expandable={false} />
              </span>
            )}
            {finding.position === null || text === undefined ? null : (
              <Place text={text} position={finding.position} onShow={onShow} />
            )}
            {finding.rewrite === null || onApply === undefined ? null : (
              <Button size="small" className="mt-1" onClick={() => onApply(finding, finding.rewrite as string)}>
                <Wand aria-hidden="true" className="size-3.5" /> Apply rewrite
              </Button>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

const around = 32

/** The text around a place with the character there marked, and a caret below it. */
function Place({
  text,
  position,
  onShow,
}: {
  text: string
  position: number
  onShow: ((position: number) => void) | undefined
}) {
  const from = Math.max(0, text.lastIndexOf('\n', position - 1) + 1, position - around)
  const lineEnd = text.indexOf('\n', position)
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, position + around)
  const start = Math.min(position, to) - from
  const lead = from > 0 && text[from - 1] !== '\n' ? '…' : ''
  const shown = `${lead}${text.slice(from, to)}${to < text.length && text[to] !== '\n' ? '…' : ''}`
  // The end of the text has no character to mark.
  const marked = start + lead.length < shown.length ? shown : `${shown} `
  const at = start + lead.length
  return (
    <div className="my-1 overflow-x-auto rounded-sm border border-line bg-sunken px-2 py-1 text-text">
      <pre className="text-[0.8125rem] leading-tight">
        <HostileText
          code
          className="!whitespace-pre"
          text={marked}
          marks={[{ start: at, end: at + 1, tone: 'block', label: 'here' }]}
          expandable={false}
        />
        <span aria-hidden="true" className="block leading-none font-bold text-danger">
          {`${' '.repeat(at)}^`}
        </span>
      </pre>
      <button
        type="button"
        className="min-h-6 text-accent underline underline-offset-2"
        onClick={() => onShow?.(position)}
      >
        at position {position.toLocaleString('en')}
      </button>
    </div>
  )
}
