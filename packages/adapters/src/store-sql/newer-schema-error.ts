/** The database was written by a newer version: this one does not know what its tables mean. */
export class NewerSchemaError extends Error {
  constructor(unknownStep: string) {
    super(`the database is from a newer version of AgentSentry (it knows the migration \`${unknownStep}\`)`)
    this.name = 'NewerSchemaError'
  }
}
