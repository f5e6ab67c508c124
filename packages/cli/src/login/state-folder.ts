import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Io } from '../io.ts'

/**
 * Folder of what is remembered from one command to the next: `fairlead` in XDG_STATE_HOME, else in ~/.local/state. A
 * relative path in the variable is to be ignored. https://specifications.freedesktop.org/basedir-spec/0.8/
 */
export function stateFolder(env: Io['env']): string {
  const given = env.XDG_STATE_HOME
  const base = given?.startsWith('/') ? given : join(env.HOME || homedir(), '.local', 'state')
  return join(base, 'fairlead')
}
