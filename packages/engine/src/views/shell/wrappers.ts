/** A command that runs another one: which of its options take a word, and how many words come before that command. */
interface Wrapper {
  readonly options?: string
  readonly words?: number
}

const wrappers = new Map<string, Wrapper>(
  Object.entries<Wrapper>({
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
  }),
)

export const wrapperNames: readonly string[] = [...wrappers.keys()]

const assignment = /^\w+=/

/** The command that runs in the end: without what only runs it, and without the path that it lies at. The same list where that is all of it. */
export function unwrap(words: readonly string[]): readonly string[] {
  let first = 0
  for (let next = inside(words, 0); next !== null && next < words.length; next = inside(words, next)) first = next
  const path = words[first]
  if (path === undefined) return words
  const name = baseName(path)
  return first === 0 && name === path ? words : [name, ...words.slice(first + 1)]
}

/** A command goes by its name, wherever it lies. */
function baseName(path: string): string {
  return path.includes('/') && /^[./~]*[\w.+-]*(?:\/[\w.+-]+)*\/[\w.+-]+$/.test(path)
    ? path.slice(path.lastIndexOf('/') + 1)
    : path
}

/** Where the command stands that the one at `from` runs; null when it runs none. Always behind `from`. */
function inside(words: readonly string[], from: number): number | null {
  const name = baseName(words[from] ?? '')
  if (name === 'docker' || name === 'podman' || name === 'kubectl') return insideContainer(words, from)
  const wrapper = wrappers.get(name)
  if (wrapper === undefined) return null
  const { options = '', words: skipped = 0 } = wrapper
  const taking = options.split(' ')
  let at = from + 1
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
  return at + skipped
}

/** `docker exec [OPTIONS] NAME COMMAND`, `kubectl exec NAME -- COMMAND`. */
function insideContainer(words: readonly string[], from: number): number | null {
  const exec = words.indexOf('exec', from)
  if (exec < 0) return null
  const dashes = words.indexOf('--', exec)
  if (dashes >= 0) return dashes + 1
  let at = exec + 1
  while (words[at]?.startsWith('-') === true) at += /^-[uew]$/.test(words[at] as string) ? 2 : 1
  return at + 1
}
