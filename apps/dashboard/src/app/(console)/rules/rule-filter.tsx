import { decisions, ruleTypeSchema } from '@agentsentry/contract'
import { Search } from 'lucide-react'
import { Button, ButtonLink } from '#components/button.tsx'
import { Input, Select } from '#components/controls.tsx'
import { isFiltered, type RuleQuery, ruleListHref } from './rule-query.ts'

/** A plain form: what is looked for stands in the address, also without scripts. */
export function RuleFilter({ query }: { query: RuleQuery }) {
  return (
    <search aria-label="Find rules">
      <form
        // Links change the address without the form, which must then show what the address says.
        key={ruleListHref(query)}
        action="/rules"
        className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2.5"
      >
        <Input
          name="q"
          type="search"
          aria-label="Search in names, descriptions, patterns, tags and tools"
          placeholder="Name, pattern, tag, tool …"
          defaultValue={query.q}
          className="min-w-40 flex-1 sm:max-w-72"
        />
        <Choice name="type" label="Type" value={query.type} options={ruleTypeSchema.options} any="any type" />
        <Choice name="decision" label="Decision" value={query.decision} options={decisions} any="any decision" />
        <Choice name="state" label="State" value={query.state} options={['on', 'off', 'shadow']} any="on or off" />
        {query.sort === 'name' && !query.isDescending ? null : <input type="hidden" name="sort" value={query.sort} />}
        {query.isDescending ? <input type="hidden" name="dir" value="desc" /> : null}
        <Button type="submit">
          <Search aria-hidden="true" className="size-4" /> Find
        </Button>
        {isFiltered(query) ? (
          <ButtonLink
            href={ruleListHref(query, { q: undefined, type: undefined, decision: undefined, state: undefined })}
            variant="quiet"
            prefetch={false}
          >
            Clear
          </ButtonLink>
        ) : null}
      </form>
    </search>
  )
}

function Choice({
  name,
  label,
  value,
  options,
  any,
}: {
  name: string
  label: string
  value: string | undefined
  options: readonly string[]
  any: string
}) {
  return (
    <Select name={name} aria-label={label} defaultValue={value ?? ''} className="!w-auto">
      <option value="">{any}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </Select>
  )
}
