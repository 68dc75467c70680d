/** Letters, digits and `_`, as RE2's `\w`. */
export function isAsciiWord(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f
  )
}

export function isAsciiSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 9 && unit <= 13)
}
