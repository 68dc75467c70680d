/** A command that runs another one: which of its options take a word, and how many words come before that command. */
interface Wrapper {
  readonly options?: string
  readonly words?: number
}

const wrappers: Readonly<Record<string, Wrapper>> = {
  builtin: {},
  busybox: {},
  caffeinate: { options: 't w' },
  catchsegv: {},
  chroot: { words: 1 },
  chrt: { words: 1 },
  command: {},
  doas: { options: 'u C' },
  env: { options: 'u C' },
  exec: { options: 'a' },
  flock: { options: 'w E', words: 1 },
  ionice: { options: 'c n p' },
  nice: { options: 'n' },
  nohup: {},
  nsenter: { options: 't' },
  parallel: { options: 'j I' },
  pkexec: { options: '-user' },
  runuser: { options: 'u g' },
  setarch: { words: 1 },
  setsid: {},
  stdbuf: { options: 'i o e' },
  strace: { options: 'e o p s' },
  sudo: { options: 'u g h p C r t U D R T -user -group' },
  taskset: { words: 1 },
  time: { options: 'f o' },
  timeout: { options: 's k', words: 1 },
  toybox: {},
  unshare: {},
  xargs: { options: 'I n P L d a s E' },
}

const mostWrappers = 8
const assignment = /^\w+=/

/** The command that runs in the end: without what only runs it, and without the path that it lies at. */
export function unwrap(words: readonly string[]): readonly string[] {
  let left = words
  for (let depth = 0; depth < mostWrappers; depth++) {
    const inner = inside(left)
    if (inner === null || inner.length === 0) break
    left = inner
  }
  const [name, ...rest] = left
  return name === undefined ? left : [baseName(name), ...rest]
}

/** A command goes by its name, wherever it lies. */
function baseName(path: string): string {
  return /^[./~]*[\w.+-]*(?:\/[\w.+-]+)*\/[\w.+-]+$/.test(path) ? path.slice(path.lastIndexOf('/') + 1) : path
}

function inside(words: readonly string[]): readonly string[] | null {
  const name = baseName(words[0] ?? '')
  if (name === 'docker' || name === 'podman' || name === 'kubectl') return insideContainer(words)
  if (!Object.hasOwn(wrappers, name)) return null
  const { options = '', words: skipped = 0 } = wrappers[name] as Wrapper
  const taking = options.split(' ')
  let at = 1
  while (at < words.length) {
    const word = words[at] as string
    if (word === '--') {
      at++
      break
    }
    if (assignment.test(word) && (name === 'env' || name === 'sudo' || name === 'doas')) at++
    else if (word.startsWith('-')) at += taking.includes(word.slice(1)) ? 2 : 1
    else break
  }
  return words.slice(at + skipped)
}

/** `docker exec [OPTIONS] NAME COMMAND`, `kubectl exec NAME -- COMMAND`. */
function insideContainer(words: readonly string[]): readonly string[] | null {
  const exec = words.indexOf('exec')
  if (exec < 0) return null
  const dashes = words.indexOf('--', exec)
  if (dashes >= 0) return words.slice(dashes + 1)
  let at = exec + 1
  while (words[at]?.startsWith('-') === true) at += /^-[uew]$/.test(words[at] as string) ? 2 : 1
  return words.slice(at + 1)
}
