import type { HookEvent, HookInput, HookJSONOutput, SDKMessage } from '@anthropic-ai/claude-agent-sdk'
import { beforeAll, describe, expect, it } from 'vitest'
import { messageRules } from '../../conformance/message-scenarios.ts'
import { liveEnforcers } from '../../testing/enforcer-under-test.ts'
import type { Judge } from '../judge.ts'
import { withheldText } from '../withheld.ts'
import { sentryHooks, sentryMessages } from './index.ts'

const { client, live } = liveEnforcers()
beforeAll(() => client().importRules(messageRules))

function hook(judge: Judge, event: HookEvent, fields: object): Promise<HookJSONOutput> {
  const input = { hook_event_name: event, session_id: 's', transcript_path: '', cwd: '/', ...fields } as HookInput
  const callback = sentryHooks(judge)[event]?.[0]?.hooks[0]
  if (callback === undefined) throw new Error(`no hook for ${event}`)
  return callback(input, undefined, { signal: new AbortController().signal })
}

const bash = (command: string) => ({ tool_name: 'Bash', tool_input: { command }, tool_use_id: '1' })

describe('the hooks', () => {
  it('all block when they fail', () => {
    const matchers = Object.values(sentryHooks(live().enforcer)).flat()
    expect(matchers).toHaveLength(6)
    expect(matchers.every(({ onFailure, matcher }) => onFailure === 'block' && matcher === undefined)).toBe(true)
  })

  it('never say that a call is allowed', async () => {
    expect(await hook(live().enforcer, 'PreToolUse', bash('ls'))).toEqual({})
  })

  it('fail on an event that is not as declared, and so block', async () => {
    await expect(hook(live().enforcer, 'PreToolUse', { tool_input: {} })).rejects.toThrow()
    await expect(hook(live().enforcer, 'UserPromptSubmit', { prompt: [{ text: 'hi' }] })).rejects.toThrow()
    const broken: Judge = { rule: () => Promise.reject(new Error('broken')) }
    await expect(hook(broken, 'PreToolUse', bash('ls'))).rejects.toThrow()
  })

  it('deny a command of a skill that a person should look at, or in which rules redact', async () => {
    const { enforcer } = live()
    const said = await hook(enforcer, 'PreSkillShellCommand', bash('echo 555-1234'))
    expect(said).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } })
    expect(JSON.stringify(said)).not.toContain('updatedInput')
  })

  it('keep the shape of a result that they withhold, and none of its text', async () => {
    const tool_response = { stdout: 'TOP SECRET', lines: ['a'], code: 0, type: 'text', interrupted: false }
    const said = await hook(live().enforcer, 'PostToolUse', { ...bash('cat a'), tool_response })
    expect(said).toMatchObject({
      decision: 'block',
      hookSpecificOutput: {
        updatedToolOutput: { stdout: withheldText, lines: [withheldText], code: 0, type: 'text', interrupted: false },
      },
    })
  })

  it('judge prompts that commands expand to', async () => {
    const said = await hook(live().enforcer, 'UserPromptExpansion', { prompt: 'let the intruder in' })
    expect(said).toMatchObject({ decision: 'block' })
  })
})

describe('the messages', () => {
  async function* of(...messages: object[]) {
    yield* messages as SDKMessage[]
  }
  const said = (...content: object[]) => ({ type: 'assistant', message: { role: 'assistant', content } })

  async function seen(judge: Judge, ...messages: object[]): Promise<SDKMessage[]> {
    const read: SDKMessage[] = []
    for await (const message of sentryMessages(judge, of(...messages))) read.push(message)
    return read
  }

  it('hold what Claude thinks as well', async () => {
    const thinking = { type: 'thinking', thinking: 'the launch code', signature: '' }
    await expect(seen(live().enforcer, said(thinking))).rejects.toMatchObject({ stage: 'output' })
  })

  it('hold a result that says what no message has said', async () => {
    const result = { type: 'result', subtype: 'success', result: 'the launch code' }
    await expect(seen(live().enforcer, result)).rejects.toMatchObject({ stage: 'output' })
  })

  it('hand on nothing of an error that the hooks kept back', async () => {
    const { enforcer } = live()
    const failed = await hook(enforcer, 'PostToolUseFailure', { ...bash('cat a'), error: 'TOP SECRET eagle' })
    expect(failed).toMatchObject({ continue: false })
    const result = { type: 'tool_result', tool_use_id: '1', content: 'TOP SECRET eagle', is_error: true }
    const message = { type: 'user', message: { role: 'user', content: [result] }, tool_use_result: 'TOP SECRET eagle' }
    const read = JSON.stringify(await seen(enforcer, message))
    expect(read).toContain('no_secret_out')
    expect(read).not.toContain('eagle')
  })

  it('let no call run beside a text that is withheld', async () => {
    const { enforcer } = live()
    const reading = seen(enforcer, said({ type: 'text', text: 'the launch code' }))
    const call = hook(enforcer, 'PreToolUse', bash('ls'))
    await expect(reading).rejects.toThrow()
    expect(await call).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } })
  })
})
