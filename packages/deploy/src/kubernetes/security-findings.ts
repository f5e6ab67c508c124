import { type Capability, type Finding, finding, type Workload } from '@fairlead/core'
import type { Place } from '../manifests/names.ts'
import { loginName } from './check/login.ts'
import { accountName } from './render/render-objects.ts'
import type { KubernetesContext } from './settings.ts'

type Wanted = Pick<Workload, 'spec'>

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const OF_RESTRICTED: ReadonlySet<Capability> = new Set(['NET_BIND_SERVICE'])

/** What a service may not be on this cluster: beyond its Pod Security level, or as an account that it may not have. */
export async function securityFindings(
  context: KubernetesContext,
  wanted: Wanted,
  place: Place,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return [...levelFindings(context, wanted), ...(await accountFindings(context, wanted, place, signal))]
}

/** A dry run does not tell: the level is asked of pods, and not of the Deployment that they are made by. */
function levelFindings(
  { settings: { podSecurity } }: Pick<KubernetesContext, 'settings'>,
  { spec: { security = {} } }: Wanted,
): readonly Finding[] {
  if (podSecurity !== 'restricted') return []
  const { runAsUser, addedCapabilities = [] } = security
  const beyond = addedCapabilities.filter((each) => !OF_RESTRICTED.has(each))
  return [
    ...(runAsUser === 0 ? [beyondLevel('security.run_as_user', '0, which is root')] : []),
    ...(beyond.length > 0 ? [beyondLevel('security.add_capabilities', beyond.join(', '))] : []),
  ]
}

const beyondLevel = (setting: string, value: string): Finding =>
  finding('deploy.admission_refused', {
    summary: `The cluster's Pod Security level restricted refuses what ${setting} asks for: ${value}.`,
    evidence: [{ asked: setting, answered: value }],
    remedy: {
      action: `Take it out of the advanced setting ${setting}, or have an administrator lower the level ("fairlead cluster edit CLUSTER --pod-security baseline").`,
      link: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
    },
  })

/** Whoever may start pods as an account has its rights, and Fairlead's own account has them for every service. */
async function accountFindings(
  context: KubernetesContext,
  wanted: Wanted,
  place: Place,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const account = accountName(wanted, place)
  if (account === place.name) return []
  const { namespace } = place
  const asked = `read the ServiceAccount ${account} in ${namespace}`
  if ((await loginName(context, signal)) === `system:serviceaccount:${namespace}:${account}`) {
    return [
      finding('deploy.admission_refused', {
        summary: `No service may run as the service account ${account}: Fairlead itself logs in as it.`,
        evidence: [{ asked: 'say who the login is of', answered: `${account} in ${namespace}` }],
        remedy: { action: 'Make another account with the rights that the service needs, and name that one.' },
      }),
    ]
  }
  if (await context.api.get('ServiceAccount', namespace, account, signal)) return []
  return [
    finding('deploy.admission_refused', {
      summary: `The namespace ${namespace} has no service account ${account}, so its pods would not be let in.`,
      evidence: [{ asked, answered: '404 NotFound' }],
      remedy: {
        action: `Make it ("kubectl -n ${namespace} create serviceaccount ${account}"), or leave security.service_account_name empty. Where the namespace is still to be made, deploy without the account first.`,
        link: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
      },
    }),
  ]
}
