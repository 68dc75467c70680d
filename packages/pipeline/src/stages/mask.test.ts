import { compileRuleSet, emptyMemory, evaluate, maskSecrets, parseRules } from '@agentsentry/engine'
import { expect, it } from 'vitest'
import type { Step } from '../step.ts'
import { mask } from './mask.ts'

const { rules } = parseRules(
  `rules: [{ name: token, type: regex, pattern: 'tok_[a-z0-9]{8,}', severity: critical, decision: block, tags: [x-secret] }]`,
)
const { ruleSet } = compileRuleSet(rules, { number: 1, hash: '' })

function maskTool(tool: string) {
  const content = { tool, args: { a: 'x tok_a1b2c3d4 y' } }
  const contentJson = JSON.stringify(content)
  const step: Step = {
    id: '1',
    sessionId: '2',
    role: 'tool',
    phase: 'tool_call',
    tool,
    content,
    contentJson,
    createdAtMs: 0,
  }
  const verdict = evaluate(ruleSet, step)
  const masked = maskSecrets(ruleSet, step, verdict)
  return { step, verdict, storable: mask(step, { verdict, memory: emptyMemory, masked, evaluationUs: 1 }), masked }
}

it('puts what may be stored in the place of what came in, and keeps the decision', () => {
  const { storable, verdict } = maskTool('http')
  expect(storable.step.contentJson).toBe('{"tool":"http","args":{"a":"x [masked:token] y"}}')
  expect(storable.judgement.verdict.decision).toBe(verdict.decision)
  expect(storable.masked).toBe(1)
  expect(JSON.stringify(storable)).not.toContain('a1b2c3d4')
})

it('masks the name of the tool that stands beside the content', () => {
  const { storable } = maskTool('tok_zyxw9876')
  expect(storable.step.tool).toBe('[masked:token]')
  expect(storable.masked).toBe(2)
})

it('leaves a step alone of which nothing was masked', () => {
  const { step, verdict } = maskTool('http')
  const judgement = { verdict, memory: emptyMemory, masked: null, evaluationUs: 1 }
  expect(mask(step, judgement)).toEqual({ step, judgement, masked: 0 })
})
