/** Longer names are cut: a mask is to be shorter than most secrets. */
const longestName = 64

/** What stands in the place of a secret. It means the same within JSON, a URL or a shell's quotes. */
export function maskText(rule: string): string {
  return `[masked:${rule.slice(0, longestName).replace(/[^\w.-]/g, '_')}]`
}
