import { type Finding, finding, type Workload } from '@fairlead/core'
import { namespaceOf, secretsName } from '../manifests/names.ts'

/** What a deployment leaves to somebody else: a repository is no place for the values of secret variables. */
export function secretNotes({ service, secrets }: Pick<Workload, 'service' | 'secrets'>): readonly Finding[] {
  if (secrets.length === 0) return []
  const keys = secrets.map(({ name }) => name).join(', ')
  const place = `the Secret ${secretsName(service)} of the namespace ${namespaceOf(service)}`
  return [
    finding('deploy.not_supported', {
      severity: 'warning',
      summary: `The values of secret variables (${keys}) are not committed to Git; the pods read them of ${place}.`,
      remedy: {
        action: `Keep that Secret with these keys by External Secrets, Sealed Secrets or SOPS, or make it by hand as the README beside the manifests says.`,
      },
    }),
  ]
}
