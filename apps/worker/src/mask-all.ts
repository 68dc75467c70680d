/** Until it is told what the secret rules find. */
export function maskAll(text: string): string {
  return text
}
