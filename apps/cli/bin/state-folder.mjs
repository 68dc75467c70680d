// Plain JavaScript, because the launcher needs it before anything that is compiled.
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

export function stateFolder(name) {
  const home = process.env.XDG_STATE_HOME ?? ''
  const folder = join(isAbsolute(home) ? home : join(homedir(), '.local/state'), 'agentsentry')
  try {
    ownFolder(folder)
    return ownFolder(join(folder, name))
  } catch {
    return null
  }
}

function ownFolder(path) {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const { mode, uid } = statSync(path)
  if (process.getuid !== undefined && uid !== process.getuid()) throw new Error(`\`${path}\` belongs to somebody else`)
  if ((mode & 0o077) !== 0) chmodSync(path, 0o700)
  return path
}
