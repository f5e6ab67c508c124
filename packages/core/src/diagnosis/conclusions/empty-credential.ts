import type { Finding } from '../../finding.ts'
import type { LineReading } from '../explain/read-line.ts'
import { pulls, type Situation } from '../situation.ts'

/**
 * What the caller noticed. An empty entry of Docker's configuration is a warning, since Docker itself passes over it;
 * other tools send it as a user without a name, which explains a refusal of what nobody is refused.
 */
export const emptyCredential = (
  { anonymous }: Situation,
  noticed: readonly Finding[],
  reading: LineReading | undefined,
): readonly Finding[] =>
  noticed.map((finding) =>
    finding.code === 'credential.empty' && reading?.refusal && pulls(anonymous)
      ? { ...finding, severity: 'error' }
      : finding,
  )
