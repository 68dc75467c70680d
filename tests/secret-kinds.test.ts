import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { compileRuleSet, evaluate, maskSecrets, parseRules } from '@agentsentry/engine'
import { describe, expect, it } from 'vitest'
import { Dice } from './differential/dice.ts'
import { plantSecret, randomText, secretKinds } from './secret-kinds.ts'

const yaml = readFileSync(resolve(import.meta.dirname, '../rules/starter.yaml'), 'utf8')
const { rules, faults } = parseRules(yaml)
const { ruleSet } = compileRuleSet(rules, { number: 1, hash: '' })
const dice = new Dice(20261122)
const random = randomText((limit) => dice.between(0, limit - 1))

/** The longest part of a secret that still stands in a text, of those of 6 characters and more. */
function remainderOf(secret: string, text: string): string {
  let longest = ''
  for (let from = 0; from < secret.length; from++) {
    let length = Math.max(6, longest.length + 1)
    for (; from + length <= secret.length && text.includes(secret.slice(from, from + length)); length++)
      longest = secret.slice(from, from + length)
  }
  return longest
}

describe('the starter pack', () => {
  it('compiles', () => {
    expect(faults).toEqual([])
  })

  it('knows more than 100 kinds of secrets', () => {
    expect(secretKinds.length).toBeGreaterThan(100)
  })

  it.each(secretKinds)('finds and masks a $name, to the last character', (kind) => {
    for (let time = 0; time < 20; time++) {
      const { text, secret } = plantSecret(kind, random)
      const facts = { phase: 'user', content: { text: `The value is ${text} for now.` } } as const
      const verdict = evaluate(ruleSet, facts)
      expect(
        verdict.reasons.map((reason) => reason.rule),
        text,
      ).toContain(kind.rule)
      const masked = maskSecrets(ruleSet, facts, verdict)
      expect(remainderOf(secret, masked?.content.text as string), `${text}\n${masked?.contentJson}`).toBe('')
    }
  })
})
