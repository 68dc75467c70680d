/** Every action that is written to the log, with what it means; grouped for whoever chooses among them. */
const groups = [
  {
    name: 'Steps',
    actions: [
      ['trace_block', 'blocked a step'],
      ['trace_ask', 'wanted a person asked about a step'],
      ['trace_elevate', 'raised the decision of a step'],
      ['trace_block_dynamic', 'raised a step to block'],
      ['check_retry', 'asked the judge again'],
    ],
  },
  {
    name: 'Sessions',
    actions: [
      ['session_quarantine', 'put a session in quarantine'],
      ['session_release', 'lifted a quarantine'],
      ['session_delete', 'deleted a session'],
    ],
  },
  {
    name: 'Rules',
    actions: [
      ['rule_create', 'created a rule'],
      ['rule_update', 'changed a rule'],
      ['rule_toggle', 'switched a rule'],
      ['rule_delete', 'deleted a rule'],
      ['rule_import', 'imported rules'],
      ['rule_restore', 'restored a rule set'],
      ['rule_reload', 'read the rules again'],
    ],
  },
  {
    name: 'Keys and projects',
    actions: [
      ['key_create', 'created a key'],
      ['key_revoke', 'revoked a key'],
      ['project_create', 'created a project'],
    ],
  },
] as const

export const actionGroups: readonly { name: string; actions: readonly (readonly [action: string, words: string])[] }[] =
  groups

export const targetTypes: readonly (readonly [type: string, words: string])[] = [
  ['trace', 'a step'],
  ['session', 'a session'],
  ['rule', 'a rule'],
  ['rule_set', 'a rule set'],
  ['key', 'a key'],
  ['project', 'a project'],
]

const words = new Map<string, string>(
  actionGroups.flatMap(({ actions }) => actions.map(([action, said]) => [action, said])),
)

/** What an action means; null for one that this version does not know. */
export function actionWords(action: string): string | null {
  return words.get(action) ?? null
}

/** Where the target of an entry can be looked at; null where it is gone or has no page. */
export function targetHref({
  action,
  target_type,
  target_id,
}: {
  action: string
  target_type: string
  target_id: string
}): string | null {
  if (action === 'session_delete' || action === 'rule_delete') return null
  const id = encodeURIComponent(target_id)
  switch (target_type) {
    case 'trace':
      return `/traces/${id}`
    case 'session':
      return `/sessions/${id}`
    case 'rule':
      return `/rules/${id}`
    case 'rule_set':
      return `/rules/sets/${id}`
    default:
      return null
  }
}
