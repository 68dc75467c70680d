/** What belongs together and is seen by the same keys: sessions, rules, audit log. */
export interface Project {
  readonly id: string
  readonly name: string
  readonly createdAtMs: number
}

/** The project that is always there, and that requests without a key of another one belong to. */
export const defaultProjectId = 'default'

export interface Projects {
  /** Rejects with `project_name_taken`. Audited in the new project. */
  createProject(project: Project, actor: string): Promise<void>
  /** Oldest first. */
  projects(): Promise<Project[]>
  /** By id or by name. */
  findProject(idOrName: string): Promise<Project | null>
}
