import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Io } from './io.ts'

// https://specifications.freedesktop.org/basedir-spec/0.8/: a relative path in these variables is to be ignored.
const baseFolder = (given: string | undefined, ...fallback: string[]): string =>
  given?.startsWith('/') ? given : join(...fallback)

const home = (env: Io['env']): string => env.HOME || homedir()

/** Folder of the saved login. */
export const configFolder = (env: Io['env']): string =>
  join(baseFolder(env.XDG_CONFIG_HOME, home(env), '.config'), 'fairlead')

/** Folder of a command's data: what was given, else one of the person's own. */
export const dataFolder = (given: string | undefined, env: Io['env'], ...names: string[]): string =>
  given
    ? resolve(given)
    : join(baseFolder(env.XDG_DATA_HOME, home(env), '.local', 'share'), 'fairlead', ...names)
