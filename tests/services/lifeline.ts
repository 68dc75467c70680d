import { type ChildProcess, spawn } from 'node:child_process'

const keeper = `cat > /dev/null
kill -s "$2" "$1" 2> /dev/null
tries=0
while kill -0 "$1" 2> /dev/null && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -s KILL "$1" 2> /dev/null
[ -z "$3" ] || rm -rf "$3"`

export interface LifelineOptions {
  readonly processId: number
  /** What ends it at once, whatever it is doing. */
  readonly signal: 'QUIT' | 'KILL'
  /** Removed afterwards, where there is one. */
  readonly folder?: string
}

/**
 * Ends a process with this one, even when this one is killed: then the pipe to the keeper closes, and nothing else has
 * its other end. Returns what takes the lifeline away again, for a process that has ended otherwise.
 */
export function tieToThisProcess({ processId, signal, folder = '' }: LifelineOptions): () => void {
  // Of a group of its own: a Ctrl-C at the terminal must not end the keeper before its work.
  const child: ChildProcess = spawn('sh', ['-c', keeper, 'keeper', String(processId), signal, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  return () => {
    child.kill('SIGKILL')
  }
}
