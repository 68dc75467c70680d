import { classNames } from '#components/class-names.ts'
import { HostileText } from '#components/hostile-text.tsx'
import type { DiffLine, FieldDiff } from './rule-diff.ts'

const looks = {
  same: { sign: ' ', word: '', line: '' },
  removed: { sign: '−', word: 'removed: ', line: 'bg-block-soft' },
  added: { sign: '+', word: 'added: ', line: 'bg-allow-soft' },
} as const

/** What differs between two versions of a rule, field by field. */
export function RuleDiffView({ fields, label }: { fields: readonly FieldDiff[]; label: string }) {
  if (fields.length === 0) return <p className="text-muted">No field differs.</p>
  return (
    <dl aria-label={label} className="flex flex-col gap-2">
      {fields.map(({ field, lines }) => (
        <div key={field} className="min-w-0 overflow-hidden rounded-md border border-line">
          <dt className="border-b border-line bg-sunken px-2.5 py-0.5 text-xs font-medium text-muted">{field}</dt>
          <dd className="py-1 font-mono text-[0.8125rem]">
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, which have no state
              <Line key={index} line={line} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Line({ line: { kind, parts } }: { line: DiffLine }) {
  const { sign, word, line } = looks[kind]
  return (
    <div className={classNames('flex min-w-0 gap-2 px-2.5', line)}>
      <span aria-hidden="true" className="w-3 shrink-0 text-center text-muted select-none">
        {sign}
      </span>
      <span className="min-w-0 whitespace-pre-wrap">
        {word === '' ? null : <span className="sr-only">{word}</span>}
        {parts.map(({ text, isChanged }, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line, which have no state
            key={index}
            className={isChanged ? 'rounded-xs font-semibold underline decoration-2 underline-offset-2' : undefined}
          >
            <HostileText text={text} code limit={4_000} expandable={false} />
          </span>
        ))}
      </span>
    </div>
  )
}
