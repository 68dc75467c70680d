import { printable } from './printable.ts'

/** Rows as lines with aligned columns, the first row as their heading. The two on the left are names, the rest figures. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printable))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const isName = widths.map((_, column) => cells.slice(1).some((row) => !/^[\d–]/.test(row[column] ?? '')))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (isName[column] ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  const [heading = '', ...body] = lines
  return [heading, '─'.repeat(Math.max(...lines.map((line) => line.length))), ...body].join('\n')
}
