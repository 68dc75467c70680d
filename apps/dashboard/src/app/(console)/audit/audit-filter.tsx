import { Search } from 'lucide-react'
import { Button, ButtonLink } from '#components/button.tsx'
import { Select } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import { TimeField } from '#components/time-field.tsx'
import type { AuditQuery } from './audit-query.ts'
import { actionGroups, actionWords, targetTypes } from './audit-words.ts'

/** Which entries are shown. A plain form: what it asks for stands in the address. */
export function AuditFilter({ query }: { query: AuditQuery }) {
  const { action, target_type: targetType, from, to } = query
  const isFiltered = [action, targetType, from, to].some((wish) => wish !== undefined)
  return (
    <form
      key={JSON.stringify(query)}
      method="get"
      action="/audit"
      className="grid items-end gap-3 border-b border-line px-4 py-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1fr_1fr_auto]"
    >
      <Field label="Action">
        {(control) => (
          <Select {...control} name="action" defaultValue={action ?? ''}>
            <option value="">all</option>
            {action !== undefined && actionWords(action) === null ? (
              <option value={action}>{plain(action)}</option>
            ) : null}
            {actionGroups.map(({ name, actions }) => (
              <optgroup key={name} label={name}>
                {actions.map(([each]) => (
                  <option key={each} value={each}>
                    {each}
                  </option>
                ))}
              </optgroup>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Target">
        {(control) => (
          <Select {...control} name="target_type" defaultValue={targetType ?? ''}>
            <option value="">all</option>
            {targetType !== undefined && !targetTypes.some(([each]) => each === targetType) ? (
              <option value={targetType}>{plain(targetType)}</option>
            ) : null}
            {targetTypes.map(([each, words]) => (
              <option key={each} value={each}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <TimeField label="From" name="from" at={from ?? null} />
      <TimeField label="To" name="to" at={to ?? null} />
      <div className="flex gap-2">
        <Button type="submit">
          <Search aria-hidden="true" className="size-4" /> Show
        </Button>
        {isFiltered ? (
          <ButtonLink href="/audit" variant="quiet" prefetch={false}>
            Clear
          </ButtonLink>
        ) : null}
      </div>
    </form>
  )
}

/** An option holds text alone, and this text came with the address. */
function plain(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '·')
}
