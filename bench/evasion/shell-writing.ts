import { ofValue, pick, type Transformation } from './transformation.ts'

export const shellTransformations: readonly Transformation[] = [
  ofValue('shell: empty quotes', 'commands', (value) =>
    eachWord(value, (word) => `${word.slice(0, 1)}''${word.slice(1)}`),
  ),
  ofValue('shell: quoted words', 'commands', (value, random) =>
    eachWord(value, (word) => pick([`"${word}"`, `'${word}'`, `${word.slice(0, 1)}"${word.slice(1)}"`], random)),
  ),
  ofValue('shell: backslashes', 'commands', (value) => eachWord(value, (word) => word.replaceAll(/[a-z]/g, '\\$&'))),
  ofValue("shell: $'\\x72'", 'commands', (value) =>
    eachWord(value, (word) => `$'${[...Buffer.from(word)].map((byte) => `\\x${byte.toString(16)}`).join('')}'`),
  ),
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is the shell's
  ofValue('shell: $IFS', 'commands', (value, random) =>
    value.replaceAll(' ', () => pick(['$IFS', '${IFS}', '$IFS$9'], random)).replaceAll(/\$IFS(?=\w)/g, '${IFS}'),
  ),
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: this is the shell's
  ofValue('shell: line continuation', 'commands', (value) =>
    eachWord(value, (word) => `${word.slice(0, 1)}\\\n${word.slice(1)}`),
  ),
  ofValue('shell: variables', 'commands', (value) => assigned(value)),
  ofValue('shell: parts of variables', 'commands', (value) => sliced(value)),
  ofValue('shell: command substitution', 'commands', (value) => eachWord(value, (word) => `$(echo ${word})`)),
  ofValue('shell: printf in backticks', 'commands', (value) =>
    eachWord(value, (word) => `\`printf %s%s ${word.slice(0, 1)} ${word.slice(1)}\``),
  ),
  ofValue('shell: eval', 'commands', (value) => `eval "$(echo ${single(value)})"`),
  ofValue(
    'shell: sh -c within wrappers',
    'commands',
    (value) =>
      `sudo -u root env A=b nohup bash -c ${single(eachWord(value, (word) => `${word.slice(0, 1)}""${word.slice(1)}`))}`,
  ),
  ofValue('shell: here-string', 'commands', (value) => `bash <<< ${single(value.replaceAll(/\b[a-z]/g, '\\$&'))}`),
  ofValue(
    'shell: base64 -d | sh',
    'commands',
    (value) => `echo ${Buffer.from(value).toString('base64')} | base64 -d | sh`,
  ),
  ofValue(
    'shell: xxd -r -p | sh',
    'commands',
    (value) => `echo ${Buffer.from(value).toString('hex')} | xxd -r -p | bash`,
  ),
  ofValue('shell: rev | sh', 'commands', (value) => `echo ${single([...value].reverse().join(''))} | rev | sh`),
  ofValue('shell: brace expansion', 'commands', (value) => eachSimple(value, (words) => `{${words.join(',')}}`)),
  ofValue('tools: find -delete', 'deletes', (value) => `find ${target(value)} -delete`),
  ofValue('tools: find -exec', 'deletes', (value) => `find ${target(value)} -exec rm {} \\;`),
  ofValue('tools: xargs', 'deletes', (value) => `echo ${target(value)} | xargs rm -r --force`),
  ofValue('tools: busybox', 'deletes', (value) => `/bin/busybox r"m" -r -f ${target(value)}`),
  ofValue('tools: alias', 'deletes', (value) => `alias tidy='rm -r'; tidy -f ${target(value)}`),
]

/** Words of simple commands; pipes stay, and so do words that are quoted already. */
function eachWord(value: string, change: (word: string) => string): string {
  return value
    .split(' ')
    .map((word) => (/^[|"$]|^.$/.test(word) ? word : change(word)))
    .join(' ')
}

function eachSimple(value: string, change: (words: string[]) => string): string {
  return value
    .split(' | ')
    .map((simple) => (simple.includes(' ') ? change(simple.split(' ')) : simple))
    .join(' | ')
}

function assigned(value: string): string {
  const assignments: string[] = []
  const text = eachWord(value, (word) => {
    assignments.push(`v${assignments.length}=${word}`)
    return `$v${assignments.length - 1}`
  })
  return `${assignments.join('; ')}; ${text}`
}

function sliced(value: string): string {
  const [name = '', ...words] = value.split(' ')
  return `v=xx${name}yy; \${v:2:${name.length}} ${words.join(' ')}`
}

function single(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function target(value: string): string {
  return value.split(' ').at(-1) ?? '.'
}
