'use client'

import { Card } from '#components/card.tsx'
import { Input, Textarea } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import { Switch } from '#components/switch.tsx'
import { ChoiceField } from './choice-field.tsx'
import type { Finding } from './engine-questions.ts'
import { ExampleList } from './example-list.tsx'
import { ExceptionList } from './exception-list.tsx'
import { LinesField } from './lines-field.tsx'
import { PatternField } from './pattern-field.tsx'
import { PhaseChoice } from './phase-choice.tsx'
import type { RuleDraft } from './rule-draft.ts'
import { decisionWords, modeWords, severityWords, typeWords } from './rule-options.ts'

/** All fields of a rule. `faults` and `warnings` are shown at the fields that they are about. */
export function RuleFields({
  draft,
  onChange: change,
  faults,
  warnings,
}: {
  draft: RuleDraft
  onChange: (part: Partial<RuleDraft>) => void
  faults: readonly Finding[]
  warnings: readonly Finding[]
}) {
  const of = (list: readonly Finding[], field: string) => list.filter((finding) => finding.field === field)
  const messageOf = (field: string) => of(faults, field)[0]?.message
  return (
    <div className="flex flex-col gap-4">
      <Card title="What it looks for">
        <div className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-[1fr_15rem]">
            <Field
              label="Name"
              error={messageOf('name')}
              hint="Unique. It stands in every verdict and in the audit log."
            >
              {(control) => (
                <Input
                  {...control}
                  value={draft.name}
                  onChange={({ target }) => change({ name: target.value })}
                  placeholder="no_production_database"
                  maxLength={200}
                  spellCheck={false}
                  autoComplete="off"
                />
              )}
            </Field>
            <ChoiceField
              label="Type"
              words={typeWords}
              value={draft.rule_type}
              onChange={(rule_type) => change({ rule_type })}
            />
          </div>
          <PatternField
            label="Pattern"
            type={draft.rule_type}
            value={draft.pattern}
            onChange={(pattern) => change({ pattern })}
            faults={of(faults, 'pattern')}
            warnings={of(warnings, 'pattern')}
          />
        </div>
      </Card>
      <Card title="What it does">
        <div className="grid gap-4 sm:grid-cols-2">
          <ChoiceField
            label="Decision"
            hint="The strongest of all rules that match is the step's."
            words={decisionWords}
            value={draft.decision}
            onChange={(decision) => change({ decision })}
          />
          <ChoiceField
            label="Severity"
            hint="How grave a match is; it decides nothing."
            words={severityWords}
            value={draft.severity}
            onChange={(severity) => change({ severity })}
          />
          <ChoiceField
            label="Mode"
            hint="Shadow shows what the rule would have done, and changes nothing."
            words={modeWords}
            value={draft.mode}
            onChange={(mode) => change({ mode })}
          />
          <div>
            <p className="text-[0.8125rem] font-medium">Enabled</p>
            <div className="mt-1 flex min-h-9 items-center gap-2.5">
              <Switch label="Enabled" checked={draft.enabled} onCheckedChange={(enabled) => change({ enabled })} />
              <span className="text-muted">{draft.enabled ? 'on' : 'off: it is kept and not asked'}</span>
            </div>
          </div>
          <div className="sm:col-span-2">
            <Field
              label="Description"
              optional
              error={messageOf('description')}
              hint="Shown with every match: what it means, and what to do."
            >
              {(control) => (
                <Textarea
                  {...control}
                  value={draft.description}
                  onChange={({ target }) => change({ description: target.value })}
                  rows={2}
                  maxLength={5_000}
                  className="!min-h-14"
                />
              )}
            </Field>
          </div>
        </div>
      </Card>
      <Card title="Where it looks" description="Without any of these, everywhere.">
        <div className="flex flex-col gap-4">
          <PhaseChoice legend="Phases" value={draft.on} onChange={(on) => change({ on })} />
          <div className="grid gap-4 sm:grid-cols-2">
            <LinesField
              label="Tools"
              hint="One a line. * stands for any characters, ! excludes."
              placeholder={'sql.*\n!sql.explain'}
              path="tools"
              value={draft.tools}
              onChange={(tools) => change({ tools })}
              faults={[...faults, ...of(warnings, 'tools')]}
            />
            <LinesField
              label="Fields"
              hint="JSON Pointers, one a line. ** stands for any depth."
              placeholder="/args/**"
              path="fields"
              value={draft.fields}
              onChange={(fields) => change({ fields })}
              faults={faults}
            />
          </div>
        </div>
      </Card>
      <Card title="Unless" description="Exceptions. One that holds is enough; it holds where all of its parts do.">
        <ExceptionList
          type={draft.rule_type}
          exceptions={draft.unless}
          onChange={(unless) => change({ unless })}
          faults={faults}
          warnings={warnings}
        />
      </Card>
      <Card title="Tests" description="Tried whenever the rule is stored. One that fails keeps it from being stored.">
        <ExampleList examples={draft.tests} onChange={(tests) => change({ tests })} faults={faults} />
      </Card>
      <Card title="Tags">
        <LinesField
          label="What the rule is against"
          hint="One a line: OWASP-LLM01:2025, AML.T0051.001, T1059.004, CWE-78 …; your own begin with x-. With x-secret, what it matches is masked before it is stored."
          placeholder={'OWASP-LLM06:2025\nx-team.payments'}
          path="tags"
          value={draft.tags}
          onChange={(tags) => change({ tags })}
          faults={faults}
        />
      </Card>
    </div>
  )
}
