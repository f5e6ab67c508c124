import { createHash } from 'node:crypto'
import type { Clock, PullLogin } from '@fairlead/core'
import { KEYS } from '../manifests/keys.ts'
import { pullSecretName } from '../manifests/names.ts'
import { atHome } from './apply/home.ts'
import type { KubeObject } from './connection/objects.ts'
import { refusalOf, unlessStatus } from './connection/refusal.ts'
import { isFormerLogin, isReferenced } from './former-login.ts'
import { loginNameIn, placeOf } from './render/place.ts'
import type { KubernetesContext } from './settings.ts'

interface PullSecret extends KubeObject {
  readonly type?: string
  readonly data?: Readonly<Record<string, string>>
}

const FILE = '.dockerconfigjson'
/** A login that ends sooner is replaced; nodes pull with it whenever a pod is moved. */
const RENEW_BEFORE_MS = 15 * 60_000

/**
 * The Secret that the nodes log in to a registry with, one for each environment and connection: a pod names that of its own
 * connection alone, so several identities of one host stay apart. Of several keys the kubelet takes the longest that fits.
 * https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function pullSecret(
  login: PullLogin,
  namespace: string,
  name = pullSecretName(login.registryId),
): PullSecret {
  const { service, registryId, registry, repositoryPrefix, credential } = login
  const prefix = repositoryPrefix.replace(/^\/+|\/+$/g, '')
  const { username, expiresAt, origin } = credential
  const password = credential.password.reveal()
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const entry = { username, password, auth }
  // The host alone as well: a container may name this connection for an image that its prefix does not fit.
  const auths =
    prefix === '' ? { [registry]: entry } : { [`${registry}/${prefix}`]: entry, [registry]: entry }
  const file = Buffer.from(JSON.stringify({ auths })).toString('base64')
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'fairlead',
        [KEYS.environment]: service.environmentId,
        [KEYS.organization]: service.organizationId,
        [KEYS.registry]: registryId,
      },
      annotations: {
        ...(expiresAt === undefined ? {} : { [KEYS.expires]: expiresAt }),
        ...(origin === undefined ? {} : { [KEYS.loginOrigin]: origin, [KEYS.loginSum]: sumOf(file) }),
      },
    },
    type: 'kubernetes.io/dockerconfigjson',
    data: { [FILE]: file },
  }
}

/**
 * Makes the Secret what it is to be. `false`: it was so already, or its namespace is not there, or on its way out.
 * Throws as KubeApi does.
 */
export async function keepPullLogin(
  context: LoginContext,
  login: PullLogin,
  signal: AbortSignal,
): Promise<boolean> {
  const kept = await keepIn(context, login, signal)
  await settleFormer(context, login, signal)
  if (kept !== 'no namespace') return kept
  // The environment may have another name than when its namespace was made.
  const placed = await atHome(context, login.service, signal)
  return placed !== context && (await keepIn(placed, login, signal)) === true
}

type LoginContext = Pick<KubernetesContext, 'api' | 'settings' | 'clock'>

async function keepIn(
  { api, settings, clock }: LoginContext,
  login: PullLogin,
  signal: AbortSignal,
): Promise<boolean | 'no namespace'> {
  const { service, registryId } = login
  const place = placeOf(service, settings).namespace
  const wanted = pullSecret(login, place, loginNameIn(settings, service, registryId))
  const { namespace, name } = wanted.metadata
  const live = await api.get<PullSecret>('Secret', namespace, name, signal)
  if (live && isRight(live, wanted, clock)) return false
  try {
    // The type of a Secret cannot be changed.
    if (live && live.type !== wanted.type) await api.remove('Secret', namespace, name, signal)
    return (await unlessStatus(404, api.apply(wanted, { force: true }, signal))) ? true : 'no namespace'
  } catch (error) {
    const isEnding = refusalOf(error)?.causes.some(({ reason }) => reason === 'NamespaceTerminating')
    if (isEnding) return false
    throw error
  }
}

/** What all environments of a given namespace once shared is kept right while a pod names it, and removed after that. */
async function settleFormer(
  { api, settings: { namespace }, clock }: LoginContext,
  login: PullLogin,
  signal: AbortSignal,
): Promise<void> {
  if (namespace === null) return
  const shared = pullSecret(login, namespace)
  const live = await api.get<PullSecret>('Secret', namespace, shared.metadata.name, signal)
  if (live === undefined || !isFormerLogin(live)) return
  if (!(await isReferenced({ api }, live, signal))) {
    await api.remove('Secret', namespace, live.metadata.name, signal, live.metadata.uid)
    return
  }
  // Whose label it has is of no matter.
  const wanted = { ...shared, metadata: { ...shared.metadata, labels: live.metadata.labels ?? {} } }
  if (!isRight(live, wanted, clock)) await api.apply(wanted, { force: true }, signal)
}

function isRight(live: PullSecret, wanted: PullSecret, clock: Clock): boolean {
  const labels = Object.entries(wanted.metadata.labels ?? {})
  if (live.type !== wanted.type || live.metadata.deletionTimestamp !== undefined) return false
  if (labels.some(([key, value]) => live.metadata.labels?.[key] !== value)) return false
  return live.data?.[FILE] === wanted.data?.[FILE] || isAsGood(live, wanted, clock)
}

/**
 * Of one stored login many short-lived ones are made, one by each server and deployment. The one that is there stays as
 * long as it is as it was written, for the same address, and lasts: else two servers would write in turn for ever.
 */
function isAsGood(live: PullSecret, wanted: PullSecret, { now }: Clock): boolean {
  const has = live.metadata.annotations ?? {}
  const wants = wanted.metadata.annotations ?? {}
  const file = live.data?.[FILE] ?? ''
  return (
    wants[KEYS.loginOrigin] !== undefined &&
    has[KEYS.loginOrigin] === wants[KEYS.loginOrigin] &&
    has[KEYS.loginSum] === sumOf(file) &&
    addressesOf(file) === addressesOf(wanted.data?.[FILE] ?? '') &&
    Date.parse(has[KEYS.expires] ?? '') - now().getTime() > RENEW_BEFORE_MS
  )
}

/** A token's hash tells nothing of it, and stands beside the token itself. */
const sumOf = (file: string): string => createHash('sha256').update(file).digest('hex')

function addressesOf(file: string): string {
  try {
    const { auths } = JSON.parse(Buffer.from(file, 'base64').toString()) as { auths?: object }
    return Object.keys(auths ?? {}).join(' ')
  } catch {
    return ''
  }
}
