import type { OpenProject, OpenProjects } from '@agentsentry/pipeline'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The project whose rows the request sees and changes. */
    project: OpenProject
  }
}

/** Gives every request the project of its caller, and no way to name another. Comes after the callers are known. */
export function useProject(server: FastifyInstance, projects: OpenProjects): void {
  server.decorateRequest('project')
  server.addHook('onRequest', (request, _reply, done) => {
    const project = projects.open(request.caller.projectId)
    if (!(project instanceof Promise)) {
      request.project = project
      return done()
    }
    project.then((opened) => {
      request.project = opened
      done()
    }, done)
  })
}
