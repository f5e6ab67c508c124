import { X509Certificate } from 'node:crypto'
import { type Finding, finding } from '@fairlead/core'
import type { KubernetesContext } from '../settings.ts'

const DAY_MS = 86_400_000
const SOON_MS = 14 * DAY_MS

/** Whom the cluster takes this login for: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review */
const WHO = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

type Credential = Pick<KubernetesContext, 'login' | 'clock'>

/** Asks as whom Fairlead is known, and warns of a login that will soon be over. Throws the refusal 401 as any call. */
export async function checkLogin(
  context: KubernetesContext,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  await loginName(context, signal)
  const end = endOf(context)
  if (end === undefined || end.getTime() - context.clock.now().getTime() > SOON_MS) return []
  return [
    finding('cluster.login_ends_soon', {
      summary: `The ${wordOf(context)} of the kubeconfig ends on ${end.toISOString()}.`,
      evidence: [{ asked: `end of the ${wordOf(context)}`, answered: end.toISOString() }],
      remedy: { action: 'Give the cluster a new kubeconfig before that day.' },
    }),
  ]
}

/** `system:serviceaccount:fairlead:fairlead`; undefined where the cluster does not tell. */
export async function loginName(
  { api }: Pick<KubernetesContext, 'api'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { status } = await api.ask<{
    readonly status?: { readonly userInfo?: { readonly username?: string } }
  }>(
    {
      method: 'POST',
      path: WHO,
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      asked: 'say who the login is of',
    },
    signal,
  )
  return status?.userInfo?.username
}

/** What a 401 means for this login: the credential's own end where it tells one. */
export function loginRefused(context: Credential, answered: string): Finding {
  const end = endOf(context)
  const isOver = end !== undefined && end.getTime() <= context.clock.now().getTime()
  const { kind } = context.login
  const word = wordOf(context)
  const summary = isOver
    ? `The ${word} of the kubeconfig ended on ${end.toISOString()}.`
    : kind === 'none'
      ? 'The kubeconfig holds no login, and the cluster asks for one.'
      : `The cluster does not take the ${word}: it is of another cluster, was revoked, or has ended.`
  return finding('cluster.login_refused', {
    summary,
    evidence: [{ asked: `log in with the ${word}`, answered }],
    remedy: {
      action:
        kind === 'in-cluster'
          ? "Give the server's pod a service account, and see that its token is mounted."
          : 'Give the cluster a kubeconfig with a login that is valid: the token of the service account that "fairlead cluster rbac" makes does not end.',
      link: 'https://kubernetes.io/docs/reference/access-authn-authz/authentication/',
    },
  })
}

function wordOf({ login: { kind } }: Credential): string {
  switch (kind) {
    case 'certificate':
      return 'client certificate'
    case 'password':
      return 'user name and password'
    case 'in-cluster':
      return "service account's token"
    case 'exec':
      return "credential plugin's answer"
    case 'token':
    case 'none':
      return 'token'
  }
}

/** When the credential is over, as far as it tells so itself. */
function endOf({ login }: Credential): Date | undefined {
  if (login.kind === 'certificate') return endOfCertificate(login.certificate)
  return login.kind === 'token' ? endOfToken(login.token) : undefined
}

function endOfCertificate(base64: string): Date | undefined {
  try {
    return new Date(new X509Certificate(Buffer.from(base64, 'base64')).validTo)
  } catch {
    return undefined
  }
}

/** Tokens of service accounts are JWTs; others may be anything. */
function endOfToken(token: string): Date | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const { exp } = claims as { exp?: unknown }
    return typeof exp === 'number' ? new Date(exp * 1000) : undefined
  } catch {
    return undefined
  }
}
