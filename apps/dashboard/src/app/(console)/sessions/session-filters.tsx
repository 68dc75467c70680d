import { decisions } from '@agentsentry/contract'
import { Search, SlidersHorizontal } from 'lucide-react'
import { Button } from '#components/button.tsx'
import { Input, Select } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import { TimeField } from '#components/time-field.tsx'
import { ranges, type SessionQuery } from './session-query.ts'

/** A form that asks for the page anew, so that filters stand in the address and work without scripts. */
export function SessionFilters({ query }: { query: SessionQuery }) {
  const isDetailed = [query.agent, query.tag, query.tool, query.rule, query.from, query.to].some(
    (value) => value !== undefined,
  )
  return (
    <form action="/sessions" method="get" aria-label="Filter sessions" className="mb-3">
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-52 flex-1">
          <Field label="Title">
            {(control) => (
              <Input
                {...control}
                type="search"
                name="q"
                defaultValue={query.q}
                maxLength={200}
                placeholder="part of the title"
              />
            )}
          </Field>
        </div>
        <div className="min-w-32">
          <Field label="Decision">
            {(control) => (
              <Select {...control} name="decision" defaultValue={query.decision ?? ''}>
                <option value="">any</option>
                {decisions.map((decision) => (
                  <option key={decision}>{decision}</option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <div className="min-w-36">
          <Field label="Began">
            {(control) => (
              <Select {...control} name="range" defaultValue={query.range ?? ''}>
                <option value="">any time</option>
                {Object.entries(ranges).map(([name, { word }]) => (
                  <option key={name} value={name}>
                    {word}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <label className="flex min-h-11 items-center gap-2 md:min-h-9">
          <input
            type="checkbox"
            name="quarantined"
            value="1"
            defaultChecked={query.quarantined === '1'}
            className="size-4 accent-accent"
          />
          In quarantine
        </label>
        <Button type="submit" variant="primary">
          <Search aria-hidden="true" className="size-4" /> Search
        </Button>
      </div>
      <details open={isDetailed} className="mt-2">
        <summary className="inline-flex min-h-9 items-center gap-1.5 rounded-sm text-[0.8125rem] text-muted hover:text-text">
          <SlidersHorizontal aria-hidden="true" className="size-4" /> Agent, tag, tool, rule, exact times
        </summary>
        <div className="mt-2 grid gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-6">
          <Text label="Agent" name="agent" value={query.agent} />
          <Text label="Tag" name="tag" value={query.tag} />
          <Text label="Tool that was used" name="tool" value={query.tool} />
          <Text label="Rule that matched" name="rule" value={query.rule} />
          <TimeField label="Began at or after" name="from" at={query.from ?? null} />
          <TimeField label="Began before" name="to" at={query.to ?? null} />
        </div>
      </details>
    </form>
  )
}

function Text({ label, name, value }: { label: string; name: string; value: string | undefined }) {
  return (
    <Field label={label}>
      {(control) => (
        <Input {...control} name={name} defaultValue={value} maxLength={200} placeholder="exactly" autoComplete="off" />
      )}
    </Field>
  )
}
