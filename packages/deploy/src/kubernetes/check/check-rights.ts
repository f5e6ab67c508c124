import { type Finding, finding } from '@fairlead/core'
import type { KubernetesContext } from '../settings.ts'
import { type ReviewedRight, reviewRights } from './review-rights.ts'

/** One finding that names every needed right that is missing, and one for those that can be done without. */
export async function checkRights(
  context: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const missing = (await reviewRights(context, signal)).filter(({ allowed }) => !allowed)
  const needed = missing.filter(({ right }) => !right.isOptional)
  const optional = missing.filter(({ right }) => right.isOptional)
  const command = manifestCommand(context)
  return [
    ...(needed.length === 0
      ? []
      : [
          finding('cluster.rights_missing', {
            summary: `The login lacks ${needed.length === 1 ? 'a right' : `${needed.length} rights`} that Fairlead needs: ${listed(needed)}.`,
            evidence: evidenceOf(needed),
            remedy: remedyOf(command),
          }),
        ]),
    ...(optional.length === 0
      ? []
      : [
          finding('cluster.rights_missing', {
            severity: 'warning',
            summary: `The login may not ${listed(optional)}, so Fairlead cannot ${reasonsOf(optional)}.`,
            evidence: evidenceOf(optional),
            remedy: remedyOf(command),
          }),
        ]),
  ]
}

const evidenceOf = (rights: readonly ReviewedRight[]) =>
  rights.map(({ action, right, answered }) => ({
    asked: `${action} (to ${right.reason})`,
    answered: answered === '' ? 'denied' : `denied: ${answered}`,
  }))

const listed = (rights: readonly ReviewedRight[]): string => rights.map(({ action }) => action).join(', ')

const reasonsOf = (rights: readonly ReviewedRight[]): string =>
  [...new Set(rights.map(({ right }) => right.reason))].join(', or ')

const manifestCommand = ({ settings: { namespace } }: KubernetesContext): string =>
  `fairlead cluster rbac${namespace === null ? '' : ` --namespace ${namespace}`}`

const remedyOf = (command: string) => ({
  action: `Apply the manifest that "${command}" prints, as an administrator of the cluster ("${command} | kubectl apply -f -"), and give Fairlead the login of its service account; then check the cluster again.`,
  link: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
})
