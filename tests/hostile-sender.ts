import { connect } from 'node:net'

/** What came back over the wire. `body` is parsed where it is JSON. */
export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: unknown
}

/** Bytes to send as they are, at once or piece by piece for as long as anyone listens. */
export type Bytes = string | Buffer | (() => Iterable<string | Buffer>)

export interface SendOptions {
  /** What to do when all is sent: wait for the answer, say that no more will come, or vanish. */
  readonly after?: 'wait' | 'end' | 'vanish'
}

const longestWaitMs = 60_000

/**
 * Writes bytes to a server that may not like them, and reads its first answer. Null when it closed without one; rejects
 * when it neither answers nor closes. A string stands for its UTF-8.
 */
export function sendBytes(url: string, bytes: Bytes, { after = 'wait' }: SendOptions = {}): Promise<Reply | null> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const socket = connect(Number(port), hostname)
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${longestWaitMs} ms, only ${JSON.stringify(received.toString('latin1'))}`))
      socket.destroy()
    }, longestWaitMs)
    const finish = (reply: Reply | null) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reply)
    }
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
      const reply = readReply(received, false)
      if (reply !== null) finish(reply)
    })
    socket.on('error', () => {})
    socket.on('close', () => finish(readReply(received, true)))
    socket.on('connect', () => {
      const pieces = typeof bytes === 'function' ? bytes() : [bytes]
      const iterator = pieces[Symbol.iterator]()
      const write = () => {
        for (let next = iterator.next(); !next.done; next = iterator.next()) {
          if (socket.destroyed) return
          if (!socket.write(next.value)) return void socket.once('drain', write)
        }
        if (after === 'end') socket.end()
        if (after === 'vanish') setTimeout(() => socket.resetAndDestroy(), 20)
      }
      write()
    })
  })
}

/** The first complete answer among the bytes, if there is one; interim answers are passed over. */
function readReply(bytes: Buffer, isClosed: boolean): Reply | null {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const head = bytes.subarray(0, headEnd).toString('latin1')
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1])
  const rest = bytes.subarray(headEnd + 4)
  if (status === 100) return readReply(rest, isClosed)
  const length = /^content-length: *(\d+)$/im.exec(head)?.[1]
  if (length !== undefined && rest.length < Number(length)) return null
  if (length === undefined && !isClosed) return null
  const type = /^content-type: *(.*)$/im.exec(head)?.[1] ?? ''
  const text = (length === undefined ? rest : rest.subarray(0, Number(length))).toString('utf8')
  return { status, type, body: /json/.test(type) ? JSON.parse(text) : text }
}
