import type { OpenProject, OpenProjects } from '@agentsentry/pipeline'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The project whose rows the request sees and changes. */
    project: OpenProject
  }
}

/** Gives every request the project that it acts in. */
export function useProject(server: FastifyInstance, projects: OpenProjects): void {
  server.decorateRequest('project')
  server.addHook('onRequest', (request, _reply, done) => {
    request.project = projects.default
    done()
  })
}
