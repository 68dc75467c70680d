// Plain JavaScript, because the launcher needs it before anything that is compiled.
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

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
  makeFolder(path)
  const { mode, uid } = statSync(path)
  if (process.getuid !== undefined && uid !== process.getuid()) throw new Error(`\`${path}\` belongs to somebody else`)
  if ((mode & 0o077) !== 0) chmodSync(path, 0o700)
  return path
}

/** Not `recursive`: where a file system answers oddly, as `/proc` does, Node would try for ever. */
function makeFolder(path) {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (error.code === 'EEXIST') return
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error
    makeFolder(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  }
}
