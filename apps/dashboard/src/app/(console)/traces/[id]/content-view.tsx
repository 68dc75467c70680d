'use client'

import type { Content } from '@agentsentry/contract'
import { ShieldPlus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { ButtonLink } from '#components/button.tsx'
import { JsonTree, type PlacedMark } from '#components/json-tree.tsx'
import { AddTestDialog, type ChoosableRule } from './add-test-dialog.tsx'
import { newRulePath, type Selected, selectedText } from './selected-part.ts'

/** The content, and what can be made of it, or of the part that is selected. Without `rules` nothing can. */
export function ContentView({
  traceId,
  content,
  marks,
  rules,
}: {
  traceId: string
  content: Content
  marks: readonly PlacedMark[]
  rules: readonly ChoosableRule[] | null
}) {
  const ref = useRef<HTMLDivElement>(null)
  const [selected, setSelected] = useState<Selected | null>(null)
  useEffect(() => {
    function onSelection() {
      const selection = document.getSelection()
      const isOurs = selection !== null && ref.current?.contains(selection.anchorNode) === true
      // What was selected stays chosen while somebody goes to a button.
      if (isOurs) setSelected(selectedText(selection))
    }
    document.addEventListener('selectionchange', onSelection)
    return () => document.removeEventListener('selectionchange', onSelection)
  }, [])
  return (
    <>
      <div ref={ref}>
        <JsonTree label="Content" value={content} marks={marks} openLevels={3} />
      </div>
      {rules === null ? null : (
        <div className="mt-4 flex flex-wrap items-center gap-2 border-t border-line pt-3">
          <ButtonLink href={newRulePath(traceId, selected)} size="small" prefetch={false}>
            <ShieldPlus aria-hidden="true" className="size-4" />
            {selected === null ? 'Make a rule from this' : 'Make a rule from the selection'}
          </ButtonLink>
          <AddTestDialog traceId={traceId} rules={rules} selected={selected?.text ?? null} />
        </div>
      )}
    </>
  )
}
