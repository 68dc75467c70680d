/** A part of a content that somebody selected. */
export interface Selected {
  readonly text: string
  /** JSON Pointer of the value that it begins in; null where it is not within one. */
  readonly path: string | null
}

/** What `/rules/new` takes. */
const longestText = 500

/** The text of a selection, without the names that stand for hidden characters; null for nothing. */
export function selectedText(selection: Selection): Selected | null {
  const text = selection.toString().trim()
  if (text === '') return null
  const { anchorNode } = selection
  const element = anchorNode instanceof Element ? anchorNode : anchorNode?.parentElement
  return { text, path: element?.closest<HTMLElement>('[data-pointer]')?.dataset.pointer ?? null }
}

/** Where a rule is made from a trace, or from a part of it. */
export function newRulePath(traceId: string, selected: Selected | null): string {
  const query = new URLSearchParams({ from: traceId })
  if (selected?.path) query.set('path', selected.path)
  if (selected !== null) query.set('text', wellFormed(selected.text.slice(0, longestText)))
  return `/rules/new?${query}`
}

/** The cut may have torn a pair of surrogates. */
function wellFormed(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text
}
