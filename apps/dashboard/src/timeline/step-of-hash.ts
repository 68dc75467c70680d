/** The step that stands behind the number sign of an address; the empty string where none does, or what is no encoding. */
export function stepOfHash(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1))
  } catch {
    return ''
  }
}
