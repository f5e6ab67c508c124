import {
  type Clock,
  type Finding,
  finding,
  type RegistryConnection,
  type Verification,
  type VerifyRequest,
} from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import type { KindWords } from '../verification/judge-access.ts'
import type { Listing } from '../verification/kind-verification.ts'
import { lessFacts } from '../verification/less-facts.ts'
import { nearMisses } from '../verification/near-miss.ts'
import { found, passed, skipped } from '../verification/outcome.ts'
import { createVendorApi, isReply, type VendorAnswer } from '../verification/vendor-api.ts'
import { verifyKind } from '../verification/verify-kind.ts'
import { LINKS } from './addresses.ts'
import {
  catalogImage,
  type Namespace,
  readImages,
  readKey,
  readNamespaces,
  SCALEWAY,
  scalewayQuestions,
} from './api.ts'
import { readScaleway, scalewayCredential } from './connection.ts'
import { judgeKey, refusedKey } from './judge-key.ts'

export interface ScalewaySetup {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly limitMs: number
}

/** Did you mean another namespace? */
const meant = (repository: string, namespaces: readonly Namespace[]): string => {
  const [wanted = ''] = repository.split('/')
  const names = namespaces.map(({ name }) => name)
  const near = names.includes(wanted) ? [] : nearMisses(wanted, names)
  return near.length > 0 ? ` Did you mean the namespace ${near.join(' or ')}?` : ''
}

/** https://www.scaleway.com/en/developers/api/registry/ (namespace status) */
const closedNamespace = ({ name, status }: Namespace): readonly Finding[] =>
  status !== 'locked' && status !== 'error'
    ? []
    : [
        finding('account.inactive', {
          severity: 'warning',
          summary: `The namespace ${name} is ${status === 'locked' ? 'locked by Scaleway' : 'in error'}: its images may not be pulled.`,
          evidence: [{ asked: `status of the namespace ${name}`, answered: status }],
          remedy: {
            action: 'Look at the namespace in the console, and ask Scaleway why it is so.',
            link: LINKS.namespaces,
          },
        }),
      ]

export async function verifyScaleway(
  { fetch, clock, limitMs }: ScalewaySetup,
  connection: RegistryConnection,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<Verification> {
  const subject = readScaleway(connection)
  const { knownExpiry } = request
  const ask = scalewayQuestions(createVendorApi({ fetch, limitMs }), subject, signal)
  let key: VendorAnswer | undefined
  let namespaces: readonly Namespace[] = []

  async function list(): Promise<Listing> {
    const [answer, imageAnswer] = await Promise.all([ask.namespaces(), ask.images()])
    const trouble = lessFacts(SCALEWAY, answer) ?? lessFacts(SCALEWAY, imageAnswer)
    if (trouble) return { ability: 'unknown', outcome: found([trouble]), images: [] }
    const images = readImages(imageAnswer)
    namespaces = readNamespaces(answer) ?? []
    if (readNamespaces(answer) === undefined || images === undefined) {
      const { answered } = (readNamespaces(answer) ? imageAnswer : answer).exchange
      const outcome = skipped(
        `Scaleway does not list the images of the project to this key (${answered}); it needs ContainerRegistryReadOnly.`,
      )
      return { ability: isReply(answer, 403) ? 'no' : 'unknown', outcome, images: [] }
    }
    const byId = new Map(namespaces.map((namespace) => [namespace.id, namespace]))
    const spaces = `${namespaces.length} ${namespaces.length === 1 ? 'namespace' : 'namespaces'}`
    const detail = `Scaleway lists ${images.length} images in ${spaces} of the project.`
    const closed = namespaces.flatMap(closedNamespace)
    return {
      ability: 'yes',
      outcome: closed.length > 0 ? found(closed, detail) : passed(detail),
      images: images.flatMap((image) => catalogImage(image, byId) ?? []),
    }
  }
  const words: KindWords = {
    refused: ({ evidence }, access) =>
      access?.context.loggedIn ? undefined : refusedKey(evidence, undefined, knownExpiry, clock),
    denied(verb, { evidence }, { repository }) {
      const right = verb === 'push' ? 'ContainerRegistryFullAccess' : 'ContainerRegistryReadOnly'
      const namespace = namespaces.find(({ name }) => repository.startsWith(`${name}/`))
      if (namespace) {
        return finding('scope.missing', {
          summary: `The namespace ${namespace.name} is in the project, and the API key may not ${verb} ${repository}.`,
          evidence,
          remedy: {
            action: `Give the key's application the permission set ${right} on the project.`,
            link: LINKS.policies,
          },
        })
      }
      return finding(`${verb}.denied`, {
        summary: `Scaleway does not let this API key ${verb} ${repository}.${meant(repository, namespaces)}`,
        evidence,
        remedy: {
          action: `Check namespace and image name; if they are right, give the key's application ${right} on the project of the namespace.`,
          link: LINKS.policies,
        },
      })
    },
    absent: ({ evidence }, { repository }) =>
      finding('package.not_found', {
        summary: `Scaleway has no image ${repository} in ${subject.region}, or hides it from this API key.${meant(repository, namespaces)}`,
        evidence,
        remedy: {
          action: 'Correct namespace and image name, or choose the region in which the namespace is.',
          link: LINKS.namespaces,
        },
      }),
  }

  return verifyKind(
    {
      url: connection.url,
      fetch,
      clock,
      limitMs,
      secrets: [],
      credential: scalewayCredential(subject),
      beside: [
        {
          id: 'key.facts',
          title: 'API key',
          async run() {
            key = await ask.key()
            return judgeKey(key, { clock, knownExpiry })
          },
        },
      ],
      list,
      words,
      facts: () => {
        const facts = key && readKey(key)
        const expiresAt = facts?.expires_at
        return {
          type: 'scaleway-key',
          login: subject.accessKey,
          scopesNeeded: [request.push ? 'ContainerRegistryFullAccess' : 'ContainerRegistryReadOnly'],
          ...(facts ? { expiresAt: expiresAt ? new Date(expiresAt).toISOString() : null } : {}),
          ...(facts?.user_id ? { ownerType: 'user' as const } : {}),
        }
      },
    },
    request,
    signal,
  )
}
