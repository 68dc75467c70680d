import jsonc from 'jsonc-parser'
import { CommandFailure } from '../../command-failure.ts'
import { type HookEntries, isOurs } from './hook-entries.ts'

type Path = (string | number)[]

export interface SettingsEdit {
  readonly agent: string
  readonly entries: HookEntries
  /** The command of the hook. */
  readonly command: string
}

/** The text of a settings file with our hooks in it, once, and with everything else as it was, comments included. */
export function withHooks(text: string, { agent, entries, command }: SettingsEdit): string {
  if (text.trim() === '') return `${JSON.stringify(newSettings(entries, command), null, 2)}\n`
  if (hasExactly(text, { agent, entries, command })) return text
  let edited = withoutHooks(text, agent)
  for (const [name, value] of Object.entries(entries.base))
    if (!Object.hasOwn(parsed(edited), name)) edited = change(edited, [name], value)
  for (const event of entries.events) {
    const handler = entries.handler(command)
    edited = change(edited, ['hooks', event, -1], entries.isGrouped ? { hooks: [handler] } : handler, true)
  }
  return edited
}

/** The text without our hooks, and without what is empty once they are gone. */
export function withoutHooks(text: string, agent: string): string {
  let edited = text
  for (let path = pathOfOurs(edited, agent); path !== null; path = pathOfOurs(edited, agent)) {
    edited = change(edited, path, undefined)
    for (
      let holder = path.slice(0, -1);
      holder.length > 0 && isEmpty(valueAt(edited, holder));
      holder = holder.slice(0, -1)
    )
      edited = change(edited, holder, undefined)
  }
  return edited
}

/** Throws `CommandFailure` where the text is no JSON object, comments and commas at the end aside. */
function parsed(text: string): Record<string, unknown> {
  const errors: jsonc.ParseError[] = []
  const value: unknown = jsonc.parse(text, errors, { allowTrailingComma: true })
  if (errors.length > 0) {
    const line = text.slice(0, errors[0]?.offset).split('\n').length
    throw new CommandFailure(`the settings are not JSON: line ${line}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CommandFailure('the settings are not a JSON object')
  const { hooks = {} } = value as { hooks?: unknown }
  if (typeof hooks !== 'object' || hooks === null || Array.isArray(hooks))
    throw new CommandFailure('`hooks` of the settings is not an object')
  return value as Record<string, unknown>
}

function newSettings({ base, events, isGrouped, handler }: HookEntries, command: string): object {
  const entry = isGrouped ? { hooks: [handler(command)] } : handler(command)
  return { ...base, hooks: Object.fromEntries(events.map((event) => [event, [entry]])) }
}

/** Every handler of the file with where it stands. */
function handlers(text: string): { path: Path; handler: unknown }[] {
  const hooks = (parsed(text).hooks ?? {}) as Record<string, unknown>
  return Object.entries(hooks).flatMap(([event, items]) =>
    (Array.isArray(items) ? items : []).flatMap((item: unknown, index) => {
      const path: Path = ['hooks', event, index]
      const inner = typeof item === 'object' && item !== null && 'hooks' in item ? item.hooks : undefined
      if (!Array.isArray(inner)) return [{ path, handler: item }]
      return inner.map((handler: unknown, position) => ({ path: [...path, 'hooks', position], handler }))
    }),
  )
}

function pathOfOurs(text: string, agent: string): Path | null {
  return handlers(text).find(({ handler }) => isOurs(handler, agent))?.path ?? null
}

function hasExactly(text: string, { agent, entries, command }: SettingsEdit): boolean {
  const ours = handlers(text).filter(({ handler }) => isOurs(handler, agent))
  const wanted = JSON.stringify(entries.handler(command))
  const events = ours.filter(({ handler }) => JSON.stringify(handler) === wanted).map(({ path }) => path[1])
  return ours.length === entries.events.length && entries.events.every((event) => events.includes(event))
}

function valueAt(text: string, path: Path): unknown {
  const root = jsonc.parseTree(text, [], { allowTrailingComma: true })
  const node = root && jsonc.findNodeAtLocation(root, path)
  return node && jsonc.getNodeValue(node)
}

/** A group counts as empty when it has nothing but its matcher and an empty list. */
function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object' || value === null) return false
  return Object.keys(value).every((key) => key === 'matcher')
}

function change(text: string, path: Path, value: unknown, isArrayInsertion = false): string {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  '
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
  return jsonc.applyEdits(text, jsonc.modify(text, path, value, { formattingOptions, isArrayInsertion }))
}
