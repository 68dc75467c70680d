import { randomBytes } from 'node:crypto'
import type { JudgedStep, JudgeRequest } from '@agentsentry/pipeline'
import { cutMiddle } from './cut-middle.ts'

/** How much a judge is shown; characters are UTF-16 code units. */
export interface RecordLimits {
  /** Of the step to judge. */
  readonly contentCharacters: number
  /** How many steps before it, the newest. */
  readonly windowSteps: number
  /** Of each of them. */
  readonly windowStepCharacters: number
  /** Of all of them together. */
  readonly windowCharacters: number
}

export const defaultRecordLimits: RecordLimits = {
  contentCharacters: 24_000,
  windowSteps: 8,
  windowStepCharacters: 2_000,
  windowCharacters: 12_000,
}

export interface FenceOptions {
  readonly limits: RecordLimits
  /** Applied to whole texts before anything is cut, as half a secret would not be known as one. */
  readonly maskSecrets: (text: string) => string
  /** Unguessable, and different each time. */
  readonly randomToken?: () => string
}

export interface FencedRecord {
  readonly token: string
  readonly text: string
}

/** Tool names are as long as a body may be; nobody reads more of one. */
const toolCharacters = 200

/**
 * What is to be judged as text for a model, fenced by a token that none of it contains. Role, phase and decision are ours;
 * all else is the agent's and stands inside.
 */
export function fencedRecord(request: JudgeRequest, options: FenceOptions): FencedRecord {
  const { limits, maskSecrets, randomToken = () => randomBytes(16).toString('hex') } = options
  const masked = (step: JudgedStep): MaskedStep => ({
    step,
    tool: step.tool === null ? null : maskSecrets(step.tool),
    content: maskSecrets(step.contentJson),
  })
  const judged = masked(request)
  const earlier = newestThatFit(request.window.slice(-limits.windowSteps).map(masked), limits)
  const token = tokenNotIn([judged, ...earlier], randomToken)
  const leftOut = request.window.length - earlier.length
  const parts = [
    request.window.length === 0 ? 'There are no earlier steps.' : earlierHeading(earlier.length, leftOut),
    ...earlier.map((step, index) =>
      fenced(step, {
        token,
        name: `earlier step ${index + 1}`,
        limit: limits.windowStepCharacters,
        showDecision: true,
      }),
    ),
    'The step to judge:',
    fenced(judged, { token, name: 'step to judge', limit: limits.contentCharacters, showDecision: false }),
    `Judge the step between "BEGIN ${token} step to judge" and the last "END ${token}". Answer with the JSON object only.`,
  ]
  return { token, text: parts.join('\n\n') }
}

interface MaskedStep {
  readonly step: JudgedStep
  readonly tool: string | null
  readonly content: string
}

function earlierHeading(shown: number, leftOut: number): string {
  const older = leftOut === 0 ? '' : ` ${leftOut} older ones were left out.`
  return `The ${shown} steps before it, oldest first.${older}`
}

/** The newest steps, oldest first, as many as fit together once each is cut. */
function newestThatFit(steps: readonly MaskedStep[], limits: RecordLimits): MaskedStep[] {
  let room = limits.windowCharacters
  const first = steps.findLastIndex((step) => {
    room -= Math.min(step.content.length, limits.windowStepCharacters)
    return room < 0
  })
  return steps.slice(first + 1)
}

/** 128 random bits are in no text by chance; the check makes that certain rather than likely. */
function tokenNotIn(steps: readonly MaskedStep[], randomToken: () => string): string {
  for (;;) {
    const token = randomToken()
    if (!steps.some(({ tool, content }) => content.includes(token) || (tool ?? '').includes(token))) return token
  }
}

interface FenceParts {
  readonly token: string
  readonly name: string
  readonly limit: number
  readonly showDecision: boolean
}

function fenced({ step, tool, content }: MaskedStep, { token, name, limit, showDecision }: FenceParts): string {
  const gap = (leftOut: number) => `[${token}: ${leftOut} characters left out here]`
  return [
    `BEGIN ${token} ${name}`,
    `role: ${step.role}`,
    `phase: ${step.phase}`,
    ...(showDecision ? [`decided: ${step.decision}`] : []),
    ...(tool === null ? [] : [`tool: ${cutMiddle(JSON.stringify(tool), toolCharacters, gap)}`]),
    'content:',
    cutMiddle(content, limit, gap),
    `END ${token}`,
  ].join('\n')
}
