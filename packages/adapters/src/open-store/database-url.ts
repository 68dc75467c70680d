export function isSqliteUrl(url: string): boolean {
  return url.startsWith('sqlite:') && sqlitePathOf(url) !== ''
}

export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(url)
}

/** The file of a `sqlite:` URL. `sqlite:///./x.db`, as SQLAlchemy writes it, is `./x.db`. */
export function sqlitePathOf(databaseUrl: string): string {
  const path = databaseUrl.replace(/^sqlite:(\/\/)?/, '')
  return path.replace(/^\/+(?=\.\.?\/)/, '').replace(/^\/\/+/, '/')
}
