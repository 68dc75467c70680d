import { Gavel } from 'lucide-react'
import { Card } from '#components/card.tsx'
import { CodeBlock } from '#components/code-block.tsx'

const hosted = 'OPENROUTER_API_KEY=sk-or-… npm start'
const own = 'OPENROUTER_BASE_URL=http://localhost:11434/v1 OPENROUTER_MODEL=llama3.2 npm start'

/** What a judge is for, and how one is set up. */
export function NoJudge() {
  return (
    <Card
      title={
        <span className="inline-flex items-center gap-2">
          <Gavel aria-hidden="true" className="size-4 text-muted" /> No judge is set up
        </span>
      }
      description="Rules decide at once. A judge, a language model, may look again afterwards; it can only raise a decision."
    >
      <div className="flex max-w-3xl flex-col gap-3">
        <p>Give the API and the worker one of these, and restart them:</p>
        <CodeBlock label="with a key of OpenRouter" text={hosted} />
        <CodeBlock label="with a model of your own, behind the OpenAI API" text={own} />
        <p className="text-muted">
          <code>AGENTSENTRY_CHECKS</code> says which steps are judged (<code>all</code>, <code>warn</code>,{' '}
          <code>phases:user,tool_call</code>, <code>sample:0.1</code>), and <code>AGENTSENTRY_JUDGE_DAILY_USD</code> how
          much may be spent in a day. A session in which the judge finds a block goes into quarantine.
        </p>
      </div>
    </Card>
  )
}
