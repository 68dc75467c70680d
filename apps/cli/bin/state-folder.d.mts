/**
 * A folder within `$XDG_STATE_HOME/agentsentry`, else `~/.local/state/agentsentry`: made if need be, and for its owner alone.
 * Null when there is none to rely on: it cannot be made, or belongs to somebody else.
 */
export function stateFolder(name: string): string | null
