'use client'

import type { ProblemIssue } from '@agentsentry/contract'
import { Card } from '#components/card.tsx'
import { HostileText } from '#components/hostile-text.tsx'

export interface ImportRefusal {
  readonly message: string
  readonly errors: readonly ProblemIssue[]
}

/** Why a document was not taken, line by line, with the lines themselves. */
export function ImportFaults({ refusal: { message, errors }, yaml }: { refusal: ImportRefusal; yaml: string }) {
  const lines = yaml.split('\n')
  return (
    <Card
      role="alert"
      title="The document was not taken"
      description={errors.length === 0 ? undefined : 'Nothing was changed. Mend these and look again.'}
    >
      {errors.length === 0 ? (
        <p className="text-danger">
          <HostileText text={message} limit={1_000} expandable={false} />
        </p>
      ) : (
        <ol className="flex flex-col divide-y divide-line">
          {errors.map((issue) => (
            <Fault key={`${issue.path} ${issue.field} ${issue.message}`} issue={issue} lines={lines} />
          ))}
        </ol>
      )}
    </Card>
  )
}

function Fault({ issue: { path, message }, lines }: { issue: ProblemIssue; lines: readonly string[] }) {
  const line = Number(/^line (\d+)$/.exec(path)?.[1] ?? Number.NaN)
  const text = lines[line - 1]
  return (
    <li className="flex flex-col gap-1 py-2">
      <p className="tabular font-medium">{path}</p>
      {text === undefined ? null : (
        <p className="truncate rounded-sm bg-sunken px-2 py-0.5 text-muted">
          <HostileText text={text} limit={200} expandable={false} code />
        </p>
      )}
      <p className="text-danger">
        <HostileText text={message} limit={1_000} expandable={false} />
      </p>
    </li>
  )
}
