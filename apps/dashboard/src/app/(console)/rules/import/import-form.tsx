'use client'

import { FileUp } from 'lucide-react'
import { useRef, useState, useTransition } from 'react'
import { Button, ButtonLink } from '#components/button.tsx'
import { Card } from '#components/card.tsx'
import { classNames } from '#components/class-names.ts'
import { Textarea } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import { useToast } from '#components/toast.tsx'
import { type AppliedImport, applyImport, type PreviewedImport, previewImport } from './actions.ts'
import { ImportFaults, type ImportRefusal } from './import-faults.tsx'
import { ImportPreview } from './import-preview.tsx'

type State =
  | { readonly kind: 'writing' }
  | { readonly kind: 'refused'; readonly refusal: ImportRefusal; readonly yaml: string }
  | { readonly kind: 'previewed'; readonly preview: PreviewedImport; readonly yaml: string }
  | { readonly kind: 'applied'; readonly applied: AppliedImport }

const largestFile = 1_048_576

/** A document comes by paste, by choice of a file or by drop; what it would change is shown before it is applied. */
export function ImportForm() {
  const [yaml, setYaml] = useState('')
  const [fileName, setFileName] = useState<string | null>(null)
  const [state, setState] = useState<State>({ kind: 'writing' })
  const [isOver, setOver] = useState(false)
  const [isPending, startTransition] = useTransition()
  const picker = useRef<HTMLInputElement>(null)
  const toast = useToast()

  function change(text: string, name: string | null = null) {
    setYaml(text)
    setFileName(name)
    setState({ kind: 'writing' })
  }
  async function take(file: File | undefined) {
    if (file === undefined) return
    if (file.size > largestFile) {
      const message = `${file.name} is larger than a mebibyte, and so no document of rules.`
      setState({ kind: 'refused', refusal: { message, errors: [] }, yaml: '' })
      return
    }
    const text = await file.text()
    change(text, file.name)
    look(text)
  }
  function look(text: string) {
    startTransition(async () => {
      const result = await previewImport(text)
      setState(
        result.ok
          ? { kind: 'previewed', preview: result.value, yaml: text }
          : { kind: 'refused', refusal: result, yaml: text },
      )
    })
  }
  function apply(text: string) {
    startTransition(async () => {
      const result = await applyImport(text)
      if (!result.ok) return setState({ kind: 'refused', refusal: result, yaml: text })
      setState({ kind: 'applied', applied: result.value })
      toast({ title: 'Rules imported', description: countsOf(result.value) })
    })
  }

  if (state.kind === 'applied') {
    return (
      <Card title="Imported">
        <p>{countsOf(state.applied)} They are in force from the next step on.</p>
        <div className="mt-3 flex gap-2">
          <ButtonLink href="/rules" variant="primary" prefetch={false}>
            To the rules
          </ButtonLink>
          <Button onClick={() => change('')}>Import another</Button>
        </div>
      </Card>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      <Card title="Document">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of three; the button and the field serve everybody */}
        <div
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault()
            setOver(false)
            void take(event.dataTransfer.files[0])
          }}
          className={classNames(
            'flex flex-col gap-3 rounded-md border border-dashed p-3',
            isOver ? 'border-accent bg-accent-soft' : 'border-line-strong',
          )}
        >
          <div className="flex flex-wrap items-center gap-2">
            <Button onClick={() => picker.current?.click()}>
              <FileUp aria-hidden="true" className="size-4" /> Choose a file
            </Button>
            <span className="text-muted">{fileName ?? 'or drop it here, or paste it below.'}</span>
            <input
              ref={picker}
              type="file"
              accept=".yaml,.yml,application/yaml,text/yaml"
              aria-label="File of rules"
              tabIndex={-1}
              className="sr-only"
              onChange={({ target }) => {
                void take(target.files?.[0])
                target.value = ''
              }}
            />
          </div>
          <Field label="YAML">
            {(control) => (
              <Textarea
                {...control}
                value={yaml}
                onChange={({ target }) => change(target.value)}
                placeholder={'rules:\n  - name: no_production_database\n    pattern: …'}
                rows={state.kind === 'previewed' ? 5 : 12}
                spellCheck={false}
                wrap="off"
                className="font-mono"
              />
            )}
          </Field>
        </div>
        <div className="mt-3">
          <Button
            variant={state.kind === 'previewed' ? 'secondary' : 'primary'}
            disabled={isPending || yaml.trim() === ''}
            onClick={() => look(yaml)}
          >
            {isPending && state.kind !== 'previewed' ? 'Looking …' : 'Show what would change'}
          </Button>
        </div>
      </Card>
      {state.kind === 'refused' ? <ImportFaults refusal={state.refusal} yaml={state.yaml} /> : null}
      {state.kind === 'previewed' ? (
        <ImportPreview preview={state.preview} isPending={isPending} onApply={() => apply(state.yaml)} />
      ) : null}
    </div>
  )
}

function countsOf({ created, updated, skipped }: AppliedImport): string {
  return `${created} created, ${updated} updated, ${skipped} as before.`
}
