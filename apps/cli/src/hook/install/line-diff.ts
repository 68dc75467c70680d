const around = 2

/** What changes from one text to another, line by line, with two lines around each change. Empty when nothing does. */
export function lineDiff(before: string, after: string): string {
  const lines = aligned(
    before === '' ? [] : before.replace(/\n$/, '').split('\n'),
    after.replace(/\n$/, '').split('\n'),
  )
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ mark }) => mark !== ' ')
  const shown = lines.flatMap(({ mark, text }, index) => {
    if (isNear(index)) return [`${mark} ${text}`]
    return index === 0 || isNear(index - 1) ? ['  …'] : []
  })
  return lines.some(({ mark }) => mark !== ' ') ? shown.join('\n') : ''
}

interface MarkedLine {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** By the longest common subsequence; settings are short. */
function aligned(before: readonly string[], after: readonly string[]): MarkedLine[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0
  for (let row = before.length - 1; row >= 0; row -= 1)
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const isSame = before[row] === after[column]
      const length = isSame ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1))
      ;(lengths[row] as Uint32Array)[column] = length
    }
  const lines: MarkedLine[] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    const [old = '', fresh = ''] = [before[row], after[column]]
    if (row < before.length && column < after.length && old === fresh) {
      lines.push({ mark: ' ', text: old })
      row += 1
      column += 1
    } else if (row < before.length && (column >= after.length || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ mark: '-', text: old })
      row += 1
    } else {
      lines.push({ mark: '+', text: fresh })
      column += 1
    }
  }
  return lines
}
