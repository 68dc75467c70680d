import { isUtf8 } from 'node:buffer'
import { existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { CommandFailure } from '../../command-failure.ts'
import { printable } from '../../printable.ts'
import { withHooks, withoutHooks } from './edit-settings.ts'
import { type HookEntries, hookEntries } from './hook-entries.ts'
import { lineDiff } from './line-diff.ts'
import { SettingsFile } from './settings-file.ts'

export interface ChangeOptions {
  readonly agent: string
  /** The settings of the user in place of those of the project. */
  readonly user?: true
  readonly dryRun?: true
  readonly yes?: true
}

export interface InstallOptions extends ChangeOptions {
  readonly onUnavailable: 'deny' | 'allow'
  /** What stands before `hook --agent …`; default: this Node and this program, by their paths. */
  readonly program?: string
}

/** Shows what installing changes in the agent's settings, asks, and changes it. */
export async function installHooks(options: InstallOptions): Promise<void> {
  const { entries, file, before } = opened(options)
  const command = commandOf(options)
  const text = textOf(before)
  const after = withHooks(text, { agent: options.agent, entries, command })
  if (after === text) return console.log(`${file.path}: the hooks are installed already`)
  if (!(await isAgreed(file.path, { before: text, after, ...options }))) return
  file.keep(before, Buffer.from(after))
  file.write(Buffer.from(after))
  console.log(`${file.path}: installed. ${entries.note}`)
}

/** Brings the settings back: byte for byte where nothing else has changed, else without our hooks. */
export async function uninstallHooks(options: ChangeOptions): Promise<void> {
  const { file, before: now } = opened(options)
  if (now === null) return console.log(`${file.path}: there is no such file`)
  const text = textOf(now)
  const kept = file.before(now)
  const after = kept === undefined ? Buffer.from(withoutHooks(text, options.agent)) : kept
  if (after?.equals(now)) return console.log(`${file.path}: no hooks of AgentSentry`)
  if (!(await isAgreed(file.path, { before: text, after: after?.toString('utf8') ?? '', ...options }))) return
  file.write(after)
  file.forget()
  console.log(`${file.path}: ${after === null ? 'removed, as it was before' : 'uninstalled'}`)
}

function opened({ agent, user }: ChangeOptions): { entries: HookEntries; file: SettingsFile; before: Buffer | null } {
  const entries = hookEntries(agent)
  if (entries === undefined) throw new CommandFailure(`\`${printable(agent)}\` is no agent that is known`)
  const file = new SettingsFile(join(user ? homedir() : process.cwd(), entries.file))
  return { entries, file, before: file.read() }
}

function textOf(content: Buffer | null): string {
  if (content !== null && !isUtf8(content)) throw new CommandFailure('the settings are not UTF-8 text')
  return content?.toString('utf8') ?? ''
}

/** Cursor takes `//` in a string for a comment and then reads none of its hooks. */
function commandOf({ agent, onUnavailable, program }: InstallOptions): string {
  const launcher = fileURLToPath(new URL('../../../bin/agentsentry.mjs', import.meta.url))
  const start = program ?? `${quoted(thisNode())} ${quoted(launcher)}`
  if (!start.includes('agentsentry') || /[\n\r]|\/\//.test(start))
    throw new CommandFailure('the program must be one line that names agentsentry, without `//`')
  return `${start} hook --agent ${agent}${onUnavailable === 'allow' ? ' --on-unavailable allow' : ''}`
}

/** By the path that stays when the project pins another version, where it is the pinned one that runs. */
function thisNode(): string {
  const pinned = fileURLToPath(
    new URL(`../../../../../node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
  )
  return existsSync(pinned) && realpathSync(pinned) === realpathSync(process.execPath) ? pinned : process.execPath
}

function quoted(path: string): string {
  if (/^[\w@%+:,./\\-]+$/.test(path)) return path
  if (/["$`\\]/.test(path))
    throw new CommandFailure(`\`${path}\` cannot be written in a command; name one with --program`)
  return `"${path}"`
}

interface Change extends Pick<ChangeOptions, 'dryRun' | 'yes'> {
  readonly before: string
  readonly after: string
}

async function isAgreed(path: string, { before, after, dryRun, yes }: Change): Promise<boolean> {
  console.log(`${path}\n${lineDiff(before, after).split('\n').map(printable).join('\n')}`)
  if (dryRun) return false
  if (yes) return true
  if (!process.stdin.isTTY) throw new CommandFailure('nothing was changed: say --yes where nobody can be asked')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question('Change it? [y/N] ')
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}
