import { type Judge, judged } from '../judge.ts'
import { messageStep } from '../step.ts'

/** Null when what the model says may be handed on as it is, else what to hand on in its place. Throws a denial. */
export async function judgedText(judge: Judge, part: 'text' | 'reasoning', text: string): Promise<string | null> {
  if (text === '') return null
  const content = await judged(judge, messageStep('assistant', text, part === 'text' ? {} : { part }))
  return content === null ? null : String(content.text)
}
