import type { Decision, Phase, Role, RuleMode, RuleType, Severity } from '@agentsentry/contract'

/**
 * What the selects of a rule offer, each option with its words. They are written here and not drawn from the schemas, which
 * would bring a validator into the page, and that tries `eval`, which the content security policy reports. The types demand
 * that every option of the contract stands here.
 */
export const typeWords: Readonly<Record<RuleType, string>> = {
  regex: 'regex – regular expression',
  nlp: 'nlp – phrases',
}
export const decisionWords: Readonly<Record<Decision, string>> = {
  allow: 'allow',
  warn: 'warn',
  redact: 'redact',
  ask: 'ask',
  block: 'block',
}
export const severityWords: Readonly<Record<Severity, string>> = {
  info: 'info',
  warning: 'warning',
  critical: 'critical',
}
export const modeWords: Readonly<Record<RuleMode, string>> = {
  enforce: 'enforce – it decides',
  shadow: 'shadow – only recorded',
}
export const roleWords: Readonly<Record<Role, string>> = {
  user: 'user',
  assistant: 'assistant',
  system: 'system',
  tool: 'tool',
}
export const phaseWords: Readonly<Record<Phase, string>> = {
  user: 'user',
  assistant: 'assistant',
  system: 'system',
  tool_call: 'tool call',
  tool_result: 'tool result',
}

/** The names of the options, in their order. */
export function optionsOf<Option extends string>(words: Readonly<Record<Option, string>>): Option[] {
  return Object.keys(words) as Option[]
}

/** The option of this name; undefined for what is none. */
export function optionOf<Option extends string>(
  words: Readonly<Record<Option, string>>,
  name: string,
): Option | undefined {
  return optionsOf(words).find((option) => option === name)
}
