import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const OTHERS_MAY_ENTER = 0o001

function othersMayEnter(folder: string): boolean {
  const open = (statSync(folder).mode & OTHERS_MAY_ENTER) !== 0
  return open && (dirname(folder) === folder || othersMayEnter(dirname(folder)))
}

/**
 * `FAIRLEAD_DATA`, else `.fairlead` in the working folder. As root in a folder that only root may enter (a checkout in
 * /root) it is one of its own in /var/lib/fairlead: the embedded PostgreSQL runs as another user, who has to reach it.
 */
export function defaultDataFolder(
  env: Readonly<Record<string, string | undefined>>,
  workingFolder: string,
): string {
  if (env.FAIRLEAD_DATA) return resolve(workingFolder, env.FAIRLEAD_DATA)
  const needsOthers = process.platform === 'linux' && process.getuid?.() === 0 && !env.DATABASE_URL
  if (!needsOthers || othersMayEnter(workingFolder)) return join(workingFolder, '.fairlead')
  const name = createHash('sha256').update(workingFolder).digest('hex').slice(0, 12)
  return join('/var/lib/fairlead', name)
}
