import type { Content, Phase } from '@agentsentry/contract'
import { evaluate, type RuleSet } from '@agentsentry/engine'
import type { Stopwatch } from './ports.ts'

/** Steps of agents as they come, plain and disguised, so that all that judges them has run before. */
const ordinarySteps: readonly { readonly phase: Phase; readonly content: Content }[] = [
  { phase: 'user', content: { text: 'Could you sum up the notes of Monday and mail them to the team? Thanks!' } },
  {
    phase: 'assistant',
    content: { text: 'I have read 14 notes. The release moves to 2026-03-02; see https://example.com/a%20b.' },
  },
  { phase: 'tool_call', content: { tool: 'shell', args: { command: 'grep -rn "TODO" src | head -20 && echo $HOME' } } },
  {
    phase: 'tool_call',
    content: { tool: 'mail.send', args: { to: ['a@example.com'], body: 'Gr\u00fc\u00dfe aus K\u00f6ln' } },
  },
  {
    phase: 'tool_result',
    content: {
      tool: 'http.get',
      result: '{"items":[{"id":"c2FtcGxlIG9mIHRleHQ=","note":"forget the table"}],"next":null}',
    },
  },
]

const mostRounds = 30
const longestUs = 150_000

/**
 * Judges a few made-up steps, and forgets the verdicts. The first traces of a process are then judged as quickly as later
 * ones: code is compiled when it has run a few times.
 */
export function warmUp(ruleSet: RuleSet, clock: Stopwatch): void {
  const endUs = clock.nowUs() + longestUs
  for (let round = 0; round < mostRounds && clock.nowUs() < endUs; round++) {
    for (const step of ordinarySteps) evaluate(ruleSet, step)
  }
}
