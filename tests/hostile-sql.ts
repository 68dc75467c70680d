import { type HostileInput, requestBytes, type Target } from './hostile-request.ts'

/** Texts that end a string in SQL, or stand for something in it. */
const injections = [
  "'; drop table traces; --",
  "' or '1'='1",
  '" or ""="',
  "\\'; delete from rules; --",
  "x' union select * from rules --",
  '%',
  '_',
  '$1',
  '?',
  ':name',
  '@id',
  "'||(select 1)||'",
]

/** SQL wherever a text may stand: it is stored, compared and found as what it is. */
export function hostileSql({ sessionId, apiKey }: Target): HostileInput[] {
  const headers = { Authorization: `Bearer ${apiKey}` }
  const nothing = { status: 200, holds: { length: 0 } }
  return injections.flatMap((text): HostileInput[] => {
    const inQuery = encodeURIComponent(text)
    const rule = {
      name: `hostile ${text}`,
      pattern: 'never to be met',
      description: text,
      enabled: false,
      tools: [text],
      fields: [`/${text}`],
    }
    const session = { title: text, agent: text, user_id: text, tags: [text], metadata: { [text]: text } }
    return [
      {
        name: `SQL in a session: ${text}`,
        bytes: requestBytes({ path: '/sessions', body: session }),
        status: 200,
        holds: session,
      },
      {
        name: `SQL finds its own session only: ${text}`,
        bytes: requestBytes({ path: `/sessions?agent=${inQuery}&tag=${inQuery}&q=${inQuery}` }),
        status: 200,
        holds: { length: 1 },
      },
      {
        name: `SQL in content: ${text}`,
        bytes: requestBytes({
          path: '/traces',
          body: { session_id: sessionId, role: 'tool', content: { tool: text, [text]: text } },
        }),
        status: 200,
        holds: { payload: { tool: text, [text]: text } },
      },
      {
        name: `SQL as a session: ${text}`,
        bytes: requestBytes({ path: '/traces', body: { session_id: text, role: 'user', content: {} } }),
        status: 404,
        code: 'session_unknown',
      },
      {
        name: `SQL in a rule: ${text}`,
        bytes: requestBytes({ path: '/rules', body: rule, headers }),
        status: 200,
        holds: rule,
      },
      {
        name: `SQL in a path: ${text}`,
        bytes: requestBytes({ path: `/traces/${inQuery}` }),
        status: 404,
        code: 'trace_unknown',
      },
      {
        name: `SQL as an id of a rule: ${text}`,
        bytes: requestBytes({ method: 'DELETE', path: `/rules/${inQuery}`, headers }),
        status: 404,
        code: 'rule_unknown',
      },
      {
        name: `SQL as an action: ${text}`,
        bytes: requestBytes({ path: `/audit/logs?action=${inQuery}&target_type=${inQuery}` }),
        ...nothing,
      },
      {
        name: `SQL as a session of traces: ${text}`,
        bytes: requestBytes({ path: `/sessions/${inQuery}/traces` }),
        ...nothing,
      },
    ]
  })
}
