import type { IncomingMessage } from 'node:http'
import { SentryError } from '@agentsentry/contract'

/** Room for a body that does not say how long it is, at first, in bytes. */
const firstRoom = 16 * 1024
/** So many pieces a body may come in, however small they are; with more they must hold some bytes each. */
const freePieces = 16_384
const bytesOfPiece = 64

/**
 * Reads a body of at most so many bytes into one buffer. Pieces are not kept as they come: one of a single byte, as a
 * chunk may be, takes hundreds. Rejects with `body_too_large`, with `http_malformed` where the body ends early, and with
 * what ended it where that is an error of ours.
 */
export function readBody(message: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const declared = Number(message.headers['content-length'] ?? Number.NaN)
  if (declared > mostBytes) return Promise.reject(largerThan(mostBytes))
  return new Promise((resolve, reject) => {
    let body: Buffer = Buffer.allocUnsafe(Number.isNaN(declared) ? Math.min(firstRoom, mostBytes) : declared)
    let length = 0
    let pieces = 0
    const onData = (piece: Buffer) => {
      const before = length
      length += piece.length
      pieces++
      if (length > mostBytes) return end(largerThan(mostBytes))
      if (pieces > freePieces && pieces * bytesOfPiece > length)
        return end(new SentryError('body_too_large', 'the body comes in too many small pieces'))
      if (length > body.length) body = enlarged(body, Math.min(mostBytes, Math.max(2 * body.length, length)))
      piece.copy(body, before)
    }
    const onEnd = () => end(null)
    const onError = (error: unknown) => end(error instanceof SentryError ? error : endedEarly(error))
    const end = (error: SentryError | null) => {
      message.off('data', onData).off('end', onEnd).off('error', onError)
      if (error === null) resolve(body.subarray(0, length))
      else reject(error)
    }
    message.on('data', onData).on('end', onEnd).on('error', onError)
  })
}

function enlarged(body: Buffer, length: number): Buffer {
  const larger = Buffer.allocUnsafe(length)
  body.copy(larger)
  return larger
}

function largerThan(mostBytes: number): SentryError {
  const detail = `the body is larger than ${mostBytes} bytes, which AGENTSENTRY_MAX_BODY_BYTES sets`
  return new SentryError('body_too_large', detail)
}

function endedEarly(cause: unknown): SentryError {
  return new SentryError('http_malformed', 'the body ended before it was complete', { cause })
}
