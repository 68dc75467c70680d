import {
  type Assignment,
  type Command,
  forEachChild,
  type ParsedScript,
  type Pipeline,
  parse,
  type Redirection,
  type SyntaxNode,
} from 'unbash'
import { equivalentsOf } from './equivalents.ts'
import { expandText, expandWord, type Surroundings } from './expand-word.ts'
import { filterOf, written } from './filters.ts'
import { Variables } from './variables.ts'
import { unwrap } from './wrappers.ts'

/** A command as it would run, and the part of the script that it came from. */
export interface Rendering {
  readonly text: string
  readonly span: readonly [number, number]
  /** What was undone beside the shell's own writing. */
  readonly via: readonly string[]
}

const deepest = 6
const mostAliases = 100
const mostRenderings = 2000
const mostCharacters = 256 * 1024
/** The parser recurses; what nests deeper than any script is not walked. */
const deepestNode = 48

/** Signs that begin a command or another part of the tree. */
const costly = /[|;&$(`{"]/g

/** How much of the scripts of one trace may still be walked, in nodes of their syntax trees. */
export interface Effort {
  nodes: number
}

export const mostNodes = 24_000

interface Run {
  readonly words: readonly string[]
  readonly redirects: string
  readonly input: string | null
  readonly via: readonly string[]
}

/** Reads one script from top to bottom, as far as that can be done without running it. */
export class ShellReader implements Surroundings {
  readonly variables = new Variables(() => this.cut())
  readonly renderings: Rendering[] = []
  readonly #aliases = new Map<string, string>()
  #span: readonly [number, number] = [0, 0]
  #depth = 0
  #characters = 0
  readonly #effort: Effort

  constructor(effort: Effort) {
    this.#effort = effort
  }

  /** True when something that only a shell knows was left out because it was too much. */
  wasCut = false

  /** True when the script was left because it is long or cannot be parsed, as other long texts are. */
  isExhausted = false

  /** Says that something was left out. */
  cut(): void {
    this.wasCut = true
  }

  /** Reads a script given as text. Never throws: what cannot be parsed says nothing. */
  read(source: string, via: readonly string[] = []): void {
    this.#effort.nodes -= (source.length >> 5) + ((source.match(costly)?.length ?? 0) >> 1)
    if (this.#effort.nodes < 0) this.isExhausted = true
    else if (this.#depth > deepest) this.cut()
    if (this.#effort.nodes < 0 || this.#depth > deepest) return
    const isOutermost = this.#depth === 0
    this.#depth++
    try {
      for (const statement of parse(source).commands) {
        if (isOutermost) this.#span = [statement.pos, statement.end]
        this.#visit(statement.command, via, 0, isOutermost ? source.slice(statement.pos, statement.end) : null)
      }
    } catch {
      this.isExhausted = true
    } finally {
      this.#depth--
    }
  }

  outputOf(script: ParsedScript): string | null {
    const [statement, ...others] = script.commands
    if (statement === undefined || others.length > 0) return null
    if (this.#depth > deepest) {
      this.cut()
      return null
    }
    this.#depth++
    try {
      const { command } = statement
      if (command.type === 'Command') return this.#output(this.#run(command, []))?.text ?? null
      return command.type === 'Pipeline' ? (this.#pipe(command, []).output?.text ?? null) : null
    } finally {
      this.#depth--
    }
  }

  #visit(node: SyntaxNode, via: readonly string[], level: number, source: string | null): void {
    if (node.type === 'Word' && node.parts === undefined) return
    if (level > deepestNode || this.renderings.length > mostRenderings || --this.#effort.nodes < 0) {
      this.isExhausted = true
      return
    }
    switch (node.type) {
      case 'CommandExpansion':
      case 'ProcessSubstitution':
        // Each is parsed again when it is looked into.
        this.#effort.nodes -= node.text.length >> 4
        break
      case 'Command': {
        const run = this.#run(node, via)
        this.#show([run], source)
        this.#follow(run)
        break
      }
      case 'Pipeline': {
        const { runs } = this.#pipe(node, via)
        if (runs.length > 0) this.#show(runs, source)
        for (const run of runs) this.#follow(run)
        // Its commands have been shown together.
        for (const child of node.commands) {
          if (child.type === 'Command') forEachChild(child, (part) => this.#visit(part, via, level + 2, null))
          else this.#visit(child, via, level + 1, null)
        }
        return
      }
      case 'For':
        this.variables.set(node.name.value, [node.wordlist?.flatMap((word) => expandWord(word, this)).join(' ') ?? ''])
        break
    }
    forEachChild(node, (child) => this.#visit(child, via, level + 1, null))
  }

  /** The commands of a pipeline, each given what those before it write, and what the last one writes. */
  #pipe(
    pipeline: Pipeline,
    via: readonly string[],
  ): { runs: Run[]; output: { text: string; via: readonly string[] } | null } {
    const runs: Run[] = []
    let output: { text: string; via: readonly string[] } | null = null
    for (const command of pipeline.commands) {
      if (command.type !== 'Command') {
        output = null
        continue
      }
      if (this.#effort.nodes < 0) break
      const run = this.#run(command, output?.via ?? via, output?.text ?? null)
      runs.push(run)
      output = this.#output(run)
    }
    return { runs, output }
  }

  #run(command: Command, via: readonly string[], piped: string | null = null): Run {
    const words: string[] = []
    this.#effort.nodes -= 1 + (command.suffix.length >> 2)
    for (const part of command.prefix)
      if (part.type === 'Assignment') words.push(...this.#assign(part, command.name === undefined))
    if (command.name !== undefined) words.push(...this.#named(expandWord(command.name, this, true), words.length === 0))
    for (const part of command.suffix) {
      if (part.type === 'Word') words.push(...expandWord(part, this))
      else if (part.type === 'Assignment') words.push(...this.#assign(part, true))
    }
    let redirects = ''
    let input = piped
    for (const redirect of command.redirects) {
      if (!isArrow(command, redirect)) redirects += this.#redirect(redirect)
      input = this.#given(redirect) ?? input
    }
    return { words, redirects, input, via }
  }

  #named(name: string[], isFirst: boolean): string[] {
    const alias = isFirst ? this.#aliases.get(name[0] ?? '') : undefined
    return alias === undefined ? name : [...alias.split(/\s+/), ...name.slice(1)]
  }

  #assign(assignment: Assignment, isKept: boolean): string[] {
    const { name, value } = assignment
    const values =
      value.type === 'Word' ? [expandText(value, this)] : value.elements.flatMap((word) => expandWord(word, this))
    const before = assignment.append === true ? (this.variables.get(name) ?? '') : ''
    if (isKept) this.variables.set(name, before === '' ? values : [before + (values[0] ?? '')])
    const text = values.join(' ')
    return [`${name}=${text === '' ? "''" : text}`]
  }

  #redirect(redirect: Redirection): string {
    if (redirect.type !== 'Redirect' || redirect.target === undefined) return ''
    const number = redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : ''
    return ` ${number}${redirect.operator} ${quoted(expandText(redirect.target, this))}`
  }

  /** What a here-document or here-string gives to a command. */
  #given(redirect: Redirection): string | null {
    if (redirect.type === 'HereDoc') return redirect.body.text
    return redirect.type === 'HereString' && redirect.target !== undefined
      ? `${expandText(redirect.target, this)}\n`
      : null
  }

  /** What a command writes, when it writes only what stands in the script. */
  #output(run: Run): { text: string; via: readonly string[] } | null {
    const words = unwrap(run.words)
    const text = written(words, mostCharacters)
    if (text !== null && text.length > mostCharacters) this.cut()
    if (text !== null) return { text, via: run.via }
    const filter = run.input === null ? null : filterOf(words[0] ?? '')
    const output = filter?.output(words.slice(1), run.input as string) ?? null
    return filter === null || output === null ? null : { text: output, via: [...run.via, filter.name] }
  }

  #show(runs: readonly Run[], source: string | null): void {
    const unwrapped = runs.map(({ words }) => unwrap(words))
    const whole = runs.map(({ words, redirects }) => commandText(words) + redirects).join(' | ')
    const via = runs.at(-1)?.via ?? []
    if (whole !== source?.trim()) this.#add(whole, via)
    if (unwrapped.some((words, index) => words !== runs[index]?.words)) {
      const bare = runs.map(({ redirects }, index) => commandText(unwrapped[index] ?? []) + redirects).join(' | ')
      if (bare !== whole) this.#add(bare, via)
    }
    for (const words of unwrapped) for (const other of equivalentsOf(words)) this.#add(commandText(other), via)
  }

  /** Goes into what a command runs: a shell's script, the words of `eval`, what `xargs` and `find` are given. */
  #follow({ words: all, input, via }: Run): void {
    const words = unwrap(all)
    const [name = '', ...rest] = words
    if (shells.test(name)) {
      const option = rest.findIndex((word) => /^-\w*c$/.test(word))
      if (option >= 0) this.read(rest[option + 1] ?? '', via)
      else if (input !== null) this.read(input, via)
    } else if (name === 'eval') this.read(rest.join(' '), via)
    else if (name === 'source' || name === '.') this.read(input ?? '', via)
    else if (name === 'ssh' || name === 'watch') this.read(afterOptions(rest, name === 'ssh' ? 1 : 0).join(' '), via)
    else if (name === 'su' || name === 'script' || name === 'runuser')
      this.read(rest[rest.indexOf('-c') + 1] ?? '', via)
    else if (name === 'trap') this.read(rest[0] ?? '', via)
    else if (name === 'env' && rest.includes('-S')) this.read(rest[rest.indexOf('-S') + 1] ?? '', via)
    else if (name === 'alias') this.#alias(rest)
    else if (name === 'find') this.#followFind(rest, via)
    if (all.includes('xargs') && input !== null) {
      const given = [...words, ...input.trim().split(/\s+/)]
      const run: Run = { words: given, redirects: '', input: null, via }
      this.#show([run], null)
      if (shells.test(given[0] ?? '')) this.#follow(run)
    }
  }

  #followFind(words: readonly string[], via: readonly string[]): void {
    const at = words.findIndex((word) => /^-(?:exec|ok)(?:dir)?$/.test(word))
    if (at < 0) return
    const end = words.findIndex((word, index) => index > at && (word === ';' || word === '+'))
    const run: Run = {
      words: words.slice(at + 1, end < 0 ? undefined : end).map((word) => (word === '{}' ? (words[0] ?? '.') : word)),
      redirects: '',
      input: null,
      via,
    }
    this.#show([run], null)
    this.#follow(run)
  }

  #alias(words: readonly string[]): void {
    for (const word of words) {
      const at = word.indexOf('=')
      if (at <= 0) continue
      if (this.#aliases.size < mostAliases) this.#aliases.set(word.slice(0, at), word.slice(at + 1))
      else this.cut()
    }
  }

  #add(text: string, via: readonly string[]): void {
    this.#characters += text.length
    if (this.#characters > mostCharacters) this.isExhausted = true
    else if (text !== '') this.renderings.push({ text, span: this.#span, via })
  }
}

/** `->` and `=>` are arrows in prose and code far more often than redirections. */
function isArrow({ suffix }: Command, redirect: Redirection): boolean {
  return suffix.some((part) => part.type === 'Word' && part.end === redirect.pos && /[-=]$/.test(part.text))
}

const shells = /^(?:ba|z|k|da|a|fi)?sh$/

function afterOptions(words: readonly string[], skipped: number): readonly string[] {
  const taking = /^-[bcDEeFIiJLlmOopQRSWwn]$/
  let at = 0
  while (words[at]?.startsWith('-') === true) at += taking.test(words[at] as string) ? 2 : 1
  return words.slice(at + skipped)
}

function commandText(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

/** Most words need no further look. */
const plainWord = /^[\w./:,@%+=-]+$/

/** A word as a shell would have to be told it, in the simplest way. */
function quoted(word: string): string {
  if (word === '') return "''"
  if (plainWord.test(word)) return word
  if (/^\w+=|^[<>]\(|\$\(|`/.test(word)) return word
  return /[\s|&;<>()'"]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word
}
