import type { ModelMessage } from 'ai'

/**
 * Whether the AI SDK is making this call because a person approved it: it does so at the start of a run whose last message holds
 * the approval. A call that the model makes now is in no message yet, whatever id it has.
 */
export function isApprovedByPerson(messages: readonly ModelMessage[], toolCallId: string): boolean {
  const approvals = new Set<string>()
  const last = messages.at(-1)
  for (const part of last?.role === 'tool' ? last.content : [])
    if (part.type === 'tool-approval-response' && part.approved) approvals.add(part.approvalId)
  return messages.some(
    ({ role, content }) =>
      role === 'assistant' &&
      typeof content !== 'string' &&
      content.some(
        (part) =>
          part.type === 'tool-approval-request' && part.toolCallId === toolCallId && approvals.has(part.approvalId),
      ),
  )
}
