export interface BoundedText {
  readonly text: string
  /** The body went on; what came after was not read. */
  readonly cut: boolean
}

/** Reads a body as UTF-8 up to so many bytes, counted after decompression, and drops the connection where there is more. */
export async function readBounded(response: Response, maxBytes: number): Promise<BoundedText> {
  const reader = response.body?.getReader()
  if (reader === undefined) return { text: '', cut: false }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return { text: decode(chunks), cut: false }
    bytes += value.byteLength
    if (bytes > maxBytes) {
      await reader.cancel()
      return { text: decode(chunks), cut: true }
    }
    chunks.push(value)
  }
}

function decode(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString('utf8')
}
