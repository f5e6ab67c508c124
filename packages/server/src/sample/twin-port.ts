import { type FieldIssue, invalidRequest } from '@fairlead/core'
import { readPort } from '../settings.ts'

const TWIN_PORT = 5555

/** Port of the twin of `npm start`, from FAIRLEAD_TWIN_PORT. Throws `request.invalid`. */
export function readTwinPort(env: Readonly<Record<string, string | undefined>>): number {
  const issues: FieldIssue[] = []
  const port = readPort('FAIRLEAD_TWIN_PORT', env.FAIRLEAD_TWIN_PORT, TWIN_PORT, issues)
  if (issues.length > 0) throw invalidRequest(issues)
  return port
}
