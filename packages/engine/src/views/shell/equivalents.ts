/** Another way to say what a command does, for rules that know only one; null where it does something else. */
type Equivalent = (words: readonly string[]) => readonly (readonly string[])[]

/** Commands by name, in the words in which rules mostly speak of them. */
const equivalents = new Map<string, Equivalent>(
  Object.entries({
    find: ([, ...words]) => {
      const paths = words.slice(0, firstIndex(words, /^[-(!]/))
      const action = words.findIndex((word) => /^-(?:exec|ok)(?:dir)?$/.test(word))
      const deletes =
        words.includes('-delete') || (action >= 0 && /^(?:\S*\/)?(?:rm|unlink|shred)$/.test(words[action + 1] ?? ''))
      return deletes && !isSelective(words) ? [['rm', '-rf', ...(paths.length === 0 ? ['.'] : paths)]] : []
    },
    rm: ([, ...words]) => {
      const end = words.indexOf('--')
      const isOption = (word: string, at: number) => word.startsWith('-') && (end < 0 || at < end)
      const options = words.filter(isOption)
      const isRecursive = options.some((option) => /^-[a-zA-Z]*[rR]|^--r/.test(option))
      const isForced = options.some((option) => /^-[a-zA-Z]*f|^--f/.test(option))
      return isRecursive && isForced ? [['rm', '-rf', ...words.filter((word, at) => !isOption(word, at))]] : []
    },
    unlink: ([, ...words]) => [['rm', ...words]],
    shred: ([, ...words]) =>
      words.some((word) => /^-\w*u|^--remove/.test(word)) ? [['rm', '-f', ...plain(words)]] : [],
    rsync: ([, ...words]) =>
      words.some((word) => word.startsWith('--delete')) && /(?:empty|null)/.test(plain(words)[0] ?? '')
        ? [['rm', '-rf', plain(words).at(-1) ?? '']]
        : [],
    mv: ([, ...words]) => (plain(words).at(-1) === '/dev/null' ? [['rm', '-rf', ...plain(words).slice(0, -1)]] : []),
    cp: ([, ...words]) => ontoDevice(plain(words).at(-1)),
    tee: ([, ...words]) => plain(words).flatMap(ontoDevice),
    mke2fs: ([, ...words]) => [['mkfs.ext4', ...words]],
    systemctl: ([, ...words]) => {
      const [verb, ...units] = plain(words)
      const names = units.map((unit) => unit.replace(/\.(?:service|socket)$/, ''))
      return verb === undefined ? [] : names.map((unit) => ['systemctl', verb, unit])
    },
    service: ([, unit = '', verb = '']) => [['systemctl', verb, unit]],
    iptables: (words) => flushed(words),
    ip6tables: (words) => flushed(words),
    ufw: (words) => (plain(words).length < words.length ? [plain(words)] : []),
    auditctl: ([, ...words]) => (words.some((word) => /^-e0$/.test(word)) ? [['auditctl', '-e', '0']] : []),
    history: ([, ...words]) => (words.some((word) => /^-\w*c/.test(word)) ? [['history', '-c']] : []),
  } satisfies Record<string, Equivalent>),
)

export const commandsWithEquivalents: readonly string[] = [...equivalents.keys()]

/** The same command in other words. */
export function equivalentsOf(words: readonly string[]): readonly (readonly string[])[] {
  return equivalents.get(words[0] ?? '')?.(words) ?? []
}

/** Whether `find` picks some files by name, kind, age or size, so that it does not mean all of them. */
function isSelective(words: readonly string[]): boolean {
  return words.some(
    (word, at) =>
      /^-(?:i?name|i?path|i?regex|[acm](?:time|min)|newer\w*|size|empty|user|group|perm|type)$/.test(word) &&
      !/^(?:\*|\.\*|\*\.\*|\?\*|[+-]0|\+?0[ckw]?)$/.test(words[at + 1] ?? ''),
  )
}

function flushed(words: readonly string[]): readonly (readonly string[])[] {
  return words.some((word) => word === '-F' || word === '--flush') ? [[words[0] as string, '-F']] : []
}

function ontoDevice(path: string | undefined): readonly (readonly string[])[] {
  return path?.startsWith('/dev/') === true ? [['dd', `of=${path}`]] : []
}

function plain(words: readonly string[]): string[] {
  return words.filter((word) => !word.startsWith('-'))
}

function firstIndex(words: readonly string[], pattern: RegExp): number {
  const index = words.findIndex((word) => pattern.test(word))
  return index < 0 ? words.length : index
}
