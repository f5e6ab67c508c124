import { asCandidate, chooseIdentity, isOfHost } from '../diagnosis/choose-identity.ts'
import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import type { RegistryCredential } from '../ports/registry-provider.ts'
import { parseReference } from '../values/image-reference.ts'
import { theOrganization } from './access.ts'
import { audit } from './audit.ts'
import { madeCredentials } from './made-credentials.ts'
import type { AppPorts } from './ports.ts'

/** How long a node keeps a login that it was given, where it does not say otherwise. */
const USUAL_KEEP_SECONDS = 300
/** A pull that begins when the node last uses a login has this long to fetch its layers. */
const PULL_MS = 5 * 60_000

/** What a node pulls an image with. */
export interface ImageCredential {
  /** The image as it was named, without tag and digest: `ghcr.io/acme/app`. */
  readonly image: string
  /** Host of the image as it was named, with its port. */
  readonly host: string
  /** Absent: pulled as nobody. */
  readonly credential?: RegistryCredential
  /** Whether every image of the host has the same login, as far as is known now. */
  readonly forHost: boolean
  /** How long the node may keep the answer; 0: not at all. */
  readonly keepSeconds: number
}

interface ImageQuestion {
  /** `ghcr.io/acme/app`, with or without tag and digest. */
  readonly image: string
  /** The longest that the node may keep the answer; the usual time where it is not given. */
  readonly keepSeconds?: number | undefined
}

/**
 * The login of the connection that is made for an image: the same choice as where no container names a connection.
 * Who got whose login is in the audit trail. Throws `image.reference_invalid`, and what making a login throws.
 */
export function imageCredential(ports: AppPorts) {
  const make = madeCredentials(ports)
  return async (
    who: Principal,
    organizationId: string,
    { image, keepSeconds = USUAL_KEEP_SECONDS }: ImageQuestion,
    signal: AbortSignal,
  ): Promise<ImageCredential> => {
    await theOrganization(ports.store, who, organizationId)
    const { registry: host, repository } = parseReference(image)
    const all = await ports.store.registries.listOf(organizationId)
    // The kubelet compares letter by letter; of Docker Hub's names it knows this one.
    const given = host === 'docker.io' ? host : image.trim().slice(0, host.length)
    const named = { image: `${given}/${repository}`, host: given }
    const chosen = chooseIdentity(all.map(asCandidate), host, repository)
    const registry = all.find(({ id }) => id === chosen?.identity.id)
    const credential = registry && (await make(registry, signal))
    // Kept by nobody: once a connection is there the next pull is to use it.
    if (!registry || !credential) return { ...named, forHost: false, keepSeconds: 0 }
    await audit(ports, ports.store, who, {
      organizationId,
      action: 'HAND_OUT_LOGIN',
      targetType: 'CONTAINER_REGISTRY',
      targetId: registry.id,
      targetName: registry.name,
    })
    const left = secondsLeft(ports, credential)
    const forHost = isOnlyOne(all, registry, host)
    return { ...named, credential, forHost, keepSeconds: Math.min(keepSeconds, left) }
  }
}

const isOnlyOne = (all: readonly ContainerRegistry[], registry: ContainerRegistry, host: string): boolean =>
  registry.repositoryPrefix === '' && all.filter(({ url }) => isOfHost(url, host)).length === 1

function secondsLeft({ clock }: Pick<AppPorts, 'clock'>, { expiresAt }: RegistryCredential): number {
  if (expiresAt === undefined) return Number.POSITIVE_INFINITY
  return Math.max(0, Math.floor((Date.parse(expiresAt) - PULL_MS - clock.now().getTime()) / 1000))
}
