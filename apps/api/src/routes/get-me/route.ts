import { meSchema } from '@agentsentry/contract'
import type { Route } from '../../api.ts'

export const getMe: Route = (api, { store, keyGuard }) => {
  const schema = {
    summary: 'As whom a request is made, and what that may do',
    description: 'Where `AGENTSENTRY_API_KEY` is set it demands a key, also in development.',
    response: { 200: meSchema },
  }
  api.get('/me', { schema }, async ({ caller, project }) => {
    const { id } = project
    const name = (await store.projects.findProject(id))?.name ?? id
    const open = keyGuard.isOpen
    // Whoever needs no key may do everything.
    return { actor: caller.actor, role: caller.role ?? (open ? 'admin' : 'read'), project: { id, name }, open }
  })
}
