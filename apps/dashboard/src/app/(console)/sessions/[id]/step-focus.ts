/** The row of a step, by the id of its first trace or of its result. */
export function rowOf(id: string): HTMLElement | null {
  const escaped = CSS.escape(id)
  return document.querySelector<HTMLElement>(`[data-step="${escaped}"], [data-result="${escaped}"]`)
}

/** The row that has the focus, else the first one on the screen. */
export function currentRow(): { row: HTMLElement; isFocused: boolean } | null {
  const focused = document.activeElement?.closest<HTMLElement>('[data-step]')
  if (focused) return { row: focused, isFocused: true }
  for (const row of document.querySelectorAll<HTMLElement>('[data-step]')) {
    if (row.getBoundingClientRect().bottom > 120) return { row, isFocused: false }
  }
  return null
}

export function focusRow(row: HTMLElement, block: ScrollLogicalPosition = 'nearest'): void {
  row.focus({ preventScroll: true })
  row.scrollIntoView({ block })
}

/** The nearest row in a direction that `wanted` accepts, among those that are there. */
export function nextRow(
  row: HTMLElement,
  by: 1 | -1,
  wanted: (row: HTMLElement) => boolean = () => true,
): HTMLElement | null {
  let next = by === 1 ? row.nextElementSibling : row.previousElementSibling
  while (next instanceof HTMLElement) {
    if (next.dataset.step !== undefined && wanted(next)) return next
    next = by === 1 ? next.nextElementSibling : next.previousElementSibling
  }
  return null
}
