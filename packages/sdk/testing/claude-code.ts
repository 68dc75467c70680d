import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** What stands in for the model and for the tools of Claude Code. */
export interface ClaudeCodeScript {
  /** What the model says each time that it is asked; then it has nothing more to say. */
  readonly turns: readonly {
    readonly text?: string
    readonly calls?: readonly { readonly tool: string; readonly args: object }[]
  }[]
  readonly runTool: (tool: string, args: object) => unknown
  /** Told of all that the model is given, each time that it is asked. */
  readonly onPrompt?: (prompt: string) => void
  /** Whether partial messages were asked for. */
  readonly partial?: boolean
  /** Whether the program answers questions about permissions (`canUseTool`). */
  readonly canAsk?: boolean
}

interface Matcher {
  readonly hookCallbackIds: readonly string[]
  readonly onFailure?: 'continue' | 'block'
}

/** What a hook says, as far as it is heeded here. */
interface HookAnswer {
  readonly continue?: boolean
  readonly decision?: string
  readonly reason?: string
  readonly hookSpecificOutput?: {
    readonly permissionDecision?: string
    readonly permissionDecisionReason?: string
    readonly updatedInput?: object
    readonly updatedToolOutput?: unknown
  }
}

/**
 * Speaks the control protocol of the Claude Agent SDK as Claude Code does: `initialize`, `hook_callback` and `can_use_tool`
 * requests, messages, results. So it is the SDK's own code that calls the hooks. Resolves when its input ends.
 */
export async function speakAsClaudeCode(input: Readable, output: Writable, script: ClaudeCodeScript): Promise<void> {
  const code = new ClaudeCode(output, script)
  for await (const line of createInterface({ input })) if (line !== '') code.hear(JSON.parse(line))
}

class ClaudeCode {
  readonly #output: Writable
  readonly #script: ClaudeCodeScript
  readonly #session = randomUUID()
  readonly #waiting = new Map<string, (response: { subtype: string; response?: unknown }) => void>()
  readonly #context: unknown[] = []
  #hooks: Readonly<Record<string, readonly Matcher[]>> = {}
  #asked = 0

  constructor(output: Writable, script: ClaudeCodeScript) {
    this.#output = output
    this.#script = script
  }

  hear(message: {
    type: string
    request_id: string
    request: never
    response: never
    message: { content: never }
  }): void {
    if (message.type === 'control_request') this.#answer(message.request_id, message.request)
    if (message.type === 'control_response') this.#answered(message.response)
    if (message.type === 'user') void this.#run(textOf(message.message.content))
  }

  #answer(id: string, request: { subtype: string; hooks?: Readonly<Record<string, readonly Matcher[]>> }): void {
    if (request.subtype === 'initialize') this.#hooks = request.hooks ?? {}
    const response = { commands: [], models: [], agents: [], account: {}, hook_on_failure_supported: true }
    this.#say({ type: 'control_response', response: { subtype: 'success', request_id: id, response } })
  }

  #answered(response: { request_id: string; subtype: string; response?: unknown }): void {
    this.#waiting.get(response.request_id)?.(response)
    this.#waiting.delete(response.request_id)
  }

  #say(message: object): void {
    this.#output.write(`${JSON.stringify({ session_id: this.#session, uuid: randomUUID(), ...message })}\n`)
  }

  #request(request: object): Promise<{ subtype: string; response?: unknown }> {
    const id = randomUUID()
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#say({ type: 'control_request', request_id: id, request })
    })
  }

  /** What the hooks of an event say; a failure of one that blocks is a no. */
  async #hooked(event: string, fields: { tool_use_id?: string } & Record<string, unknown>): Promise<HookAnswer[]> {
    const input = { hook_event_name: event, session_id: this.#session, transcript_path: '', cwd: '/', ...fields }
    const asked = (this.#hooks[event] ?? []).flatMap(({ hookCallbackIds, onFailure }) =>
      hookCallbackIds.map(async (callback): Promise<HookAnswer> => {
        const request = { subtype: 'hook_callback', callback_id: callback, input, tool_use_id: fields.tool_use_id }
        const { subtype, response } = await this.#request(request)
        if (subtype === 'success') return response as HookAnswer
        if (onFailure !== 'block') return {}
        const failed = { permissionDecision: 'deny', permissionDecisionReason: 'a hook failed' }
        return { decision: 'block', reason: 'a hook failed', hookSpecificOutput: failed }
      }),
    )
    return Promise.all(asked)
  }

  async #run(prompt: string): Promise<void> {
    const answers = await this.#hooked('UserPromptSubmit', { prompt })
    const blocked = answers.find(({ decision }) => decision === 'block')
    if (blocked) return this.#end(blocked.reason ?? '')
    this.#context.push({ role: 'user', content: prompt })
    for (;;) {
      this.#script.onPrompt?.(JSON.stringify(this.#context))
      const { text = '', calls = [] } = this.#script.turns[this.#asked++] ?? {}
      const uses = calls.map(({ tool, args }) => ({
        type: 'tool_use',
        id: `toolu_${randomUUID()}`,
        name: tool,
        input: args,
      }))
      if (text !== '' && this.#script.partial) {
        for (const part of text.match(/.{1,7}/gs) ?? [])
          this.#say({
            type: 'stream_event',
            event: { type: 'content_block_delta', delta: { type: 'text_delta', text: part } },
          })
      }
      for (const block of [...(text === '' ? [] : [{ type: 'text', text }]), ...uses])
        this.#say({ type: 'assistant', message: { role: 'assistant', content: [block] }, parent_tool_use_id: null })
      if (uses.length === 0) return this.#end(text)
      const results = await Promise.all(uses.map((use) => this.#used(use)))
      const content = results.map(({ result }) => result)
      this.#say({ type: 'user', message: { role: 'user', content }, parent_tool_use_id: null })
      if (results.some(({ ends }) => ends)) return this.#end('')
      this.#context.push({ role: 'assistant', content: uses }, { role: 'user', content })
    }
  }

  async #used({ id, name, input }: { id: string; name: string; input: object }) {
    const fields = { tool_name: name, tool_use_id: id }
    const told = (content: unknown, more: { is_error?: true } = {}) => ({
      ends: false,
      result: { type: 'tool_result', tool_use_id: id, content, ...more },
    })
    const said = (await this.#hooked('PreToolUse', { ...fields, tool_input: input })).map(
      (a) => a.hookSpecificOutput ?? {},
    )
    const denied = said.find(({ permissionDecision }) => permissionDecision === 'deny')
    if (denied) return told(denied.permissionDecisionReason, { is_error: true })
    let args = said.find(({ updatedInput }) => updatedInput)?.updatedInput ?? input
    if (said.some(({ permissionDecision }) => permissionDecision === 'ask')) {
      const answer = await this.#permission(name, args, id)
      if (answer.behavior !== 'allow') return told(answer.message, { is_error: true })
      args = answer.updatedInput ?? args
    }
    let result: unknown
    try {
      result = await this.#script.runTool(name, args)
    } catch (error) {
      const failure = { ...fields, tool_input: args, error: String(error) }
      const after = await this.#hooked('PostToolUseFailure', failure)
      return { ...told(String(error), { is_error: true }), ends: after.some((a) => a.continue === false) }
    }
    const after = await this.#hooked('PostToolUse', { ...fields, tool_input: args, tool_response: result ?? null })
    const updated = after.map((a) => a.hookSpecificOutput?.updatedToolOutput).filter((value) => value !== undefined)
    // A result of another shape is passed over.
    const shown = updated.find((value) => shapeOf(value) === shapeOf(result)) ?? result
    const reasons = after.flatMap(({ decision, reason }) => (decision === 'block' && reason ? [reason] : []))
    const text = typeof shown === 'string' ? shown : (JSON.stringify(shown) ?? '')
    return told([text, ...reasons].join('\n'))
  }

  async #permission(tool: string, input: object, id: string) {
    if (!this.#script.canAsk) return { behavior: 'deny', message: 'nobody can be asked for permission' }
    const { response } = await this.#request({ subtype: 'can_use_tool', tool_name: tool, input, tool_use_id: id })
    return response as { behavior: string; message?: string; updatedInput?: object }
  }

  #end(result: string): void {
    const usage = { input_tokens: 0, output_tokens: 0 }
    const figures = { duration_ms: 1, duration_api_ms: 1, num_turns: this.#asked, total_cost_usd: 0, usage }
    this.#say({ type: 'result', subtype: 'success', is_error: false, result, permission_denials: [], ...figures })
  }
}

function textOf(content: string | readonly { readonly text?: string }[]): string {
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('')
}

function shapeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  return Array.isArray(value) ? 'array' : Object.keys(value).sort().join()
}
