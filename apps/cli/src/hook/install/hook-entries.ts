/** Where an agent's hooks stand, and what stands there for AgentSentry. */
export interface HookEntries {
  /** The settings file, from the project's folder or the user's home. */
  readonly file: string
  /** What a file needs beside the hooks. */
  readonly base: Readonly<Record<string, unknown>>
  /** Whether handlers stand in groups, each with a matcher; else they stand in the list of the event itself. */
  readonly isGrouped: boolean
  readonly events: readonly string[]
  /** The handler of an event. `timeout` of the agent's is far above the hook's own, which answers in time. */
  handler(command: string): Readonly<Record<string, unknown>>
  /** What a person must know or do beside. */
  readonly note: string
}

const entries: ReadonlyMap<string, HookEntries> = new Map([
  [
    'claude',
    {
      file: '.claude/settings.json',
      base: {},
      isGrouped: true,
      events: [
        'UserPromptSubmit',
        'UserPromptExpansion',
        'PreToolUse',
        'PreSkillShellCommand',
        'PostToolUse',
        'PostToolUseFailure',
      ],
      handler: (command) => ({ type: 'command', command, timeout: 30, onFailure: 'block' }),
      note: 'Claude Code reads its hooks when a session starts: start it anew.',
    },
  ],
  [
    'codex',
    {
      file: '.codex/hooks.json',
      base: {},
      isGrouped: true,
      events: ['UserPromptSubmit', 'PreToolUse', 'PostToolUse'],
      handler: (command) => ({ type: 'command', command, timeout: 30 }),
      note: 'Codex runs a new hook only after you have approved it there, with /hooks.',
    },
  ],
  [
    'gemini',
    {
      file: '.gemini/settings.json',
      base: {},
      isGrouped: true,
      events: ['BeforeAgent', 'BeforeTool', 'AfterTool'],
      handler: (command) => ({ name: 'agentsentry', type: 'command', command, timeout: 30_000 }),
      note: 'Gemini CLI reads its settings when it starts: start it anew.',
    },
  ],
  [
    'cursor',
    {
      file: '.cursor/hooks.json',
      base: { version: 1 },
      isGrouped: false,
      events: ['beforeSubmitPrompt', 'preToolUse', 'beforeReadFile', 'postToolUse', 'postToolUseFailure'],
      handler: (command) => ({ command, timeout: 30, failClosed: true }),
      note: 'Cursor runs the hooks of a project only in a workspace that you trust.',
    },
  ],
])

/** Undefined for an agent that is none. */
export function hookEntries(agent: string): HookEntries | undefined {
  return entries.get(agent)
}

/** Whether a handler in a settings file is one that was installed for this agent, by whatever version and options. */
export function isOurs(handler: unknown, agent: string): boolean {
  if (typeof handler !== 'object' || handler === null || !Object.hasOwn(handler, 'command')) return false
  const { command } = handler as { command: unknown }
  return typeof command === 'string' && /agentsentry/.test(command) && command.includes(` hook --agent ${agent}`)
}
