import { checkDraft } from './check-draft.ts'
import type { FromWorker, ToWorker } from './engine-questions.ts'
import { RuleSets } from './rule-sets.ts'
import { replayDraft, tryDraft } from './try-draft.ts'

/** The engine in a thread of its own: typing never waits for it, and a pattern that takes too long ends with the thread. */
let sets = new RuleSets({ rules: [], editedId: null })

function answerOf(question: Exclude<ToWorker, { kind: 'rules' }>) {
  switch (question.kind) {
    case 'check':
      return checkDraft(question.draft, sets.stored)
    case 'try':
      return tryDraft(question.definition, question.input, sets)
    case 'replay':
      return replayDraft(question.definition, question.traces, sets)
  }
}

function say(message: FromWorker): void {
  self.postMessage(message)
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'rules') {
    sets = new RuleSets(data.stored)
    return
  }
  try {
    say({ kind: 'answer', id: data.id, answer: answerOf(data) })
  } catch (error) {
    say({ kind: 'failed', id: data.id, message: error instanceof Error ? error.message : String(error) })
  }
})
say({ kind: 'ready' })
