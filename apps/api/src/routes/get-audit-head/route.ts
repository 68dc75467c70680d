import { auditHeadSchema } from '@agentsentry/contract'
import type { Route } from '../../api.ts'

/** Counting stops here: where something seals, few wait at a time. */
const mostCounted = 1_000

export const getAuditHead: Route = (api, { store }) => {
  const schema = {
    summary: 'The newest seal of the audit log, and its newest checkpoint',
    response: { 200: auditHeadSchema },
  }
  api.get('/audit/head', { schema }, async () => {
    const checkpoint = await store.seals.newestCheckpoint()
    const head = await store.seals.head()
    const waiting = await store.seals.unsealed(mostCounted)
    return {
      seq: head?.seq ?? 0,
      hash: head?.hash ?? null,
      unsealed: waiting.length,
      checkpoint: checkpoint && {
        size: checkpoint.seq,
        head: checkpoint.head,
        root: checkpoint.root,
        created_at: new Date(checkpoint.createdAtMs).toISOString(),
        public_key: checkpoint.signature?.publicKey ?? null,
        signature: checkpoint.signature?.value ?? null,
      },
    }
  })
}
