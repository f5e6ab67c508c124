import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Io } from '../io.ts'

/**
 * Folder of the saved login: `fairlead` in XDG_CONFIG_HOME, else in ~/.config. A relative path in the variable is to be
 * ignored. https://specifications.freedesktop.org/basedir-spec/0.8/
 */
export function configFolder(env: Io['env']): string {
  const given = env.XDG_CONFIG_HOME
  const base = given?.startsWith('/') ? given : join(env.HOME || homedir(), '.config')
  return join(base, 'fairlead')
}
