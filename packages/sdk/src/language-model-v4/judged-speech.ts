import { type Judge, judgedText } from '../judge.ts'

/** Null when what the model says may be handed on as it is, else what to hand on in its place. Throws a denial. */
export function judgedSpeech(judge: Judge, part: 'text' | 'reasoning', text: string): Promise<string | null> {
  return judgedText(judge, 'assistant', text, part === 'text' ? {} : { part })
}
