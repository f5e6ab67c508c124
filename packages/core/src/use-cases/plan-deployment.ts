import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Deployment, PinnedImage } from '../domain/deployment.ts'
import { AppError } from '../errors.ts'
import { type Finding, finding } from '../finding.ts'
import type { DeployTarget, Progress } from '../ports/deploy-target.ts'
import type { RegistryCredential, VerifyRequest } from '../ports/registry-provider.ts'
import { shortDigest } from '../values/digest.ts'
import { formatPlatform, type Platform, platformRuns } from '../values/platform.ts'
import { IMAGE_FAULTS } from './image-faults.ts'
import { knownExpiry } from './known-expiry.ts'
import type { AppPorts } from './ports.ts'
import { pullIdentity } from './pull-identity.ts'
import { forgetRefusal } from './refusal-memory.ts'
import { openConnection, providerOf, registryHost } from './registry-connection.ts'
import { imageLocation } from './registry-images.ts'
import { restorePrevious } from './restore-previous.ts'

/** The image that a deployment will run, and what to pull it with; or why there is none. */
export type Plan =
  | {
      readonly ok: true
      readonly image: PinnedImage
      readonly credential: RegistryCredential | undefined
      /** What is wrong with the registry, where a pinned image is tried all the same. */
      readonly doubts: readonly Finding[]
      /** What is worth knowing of a plan that works. */
      readonly notes: readonly Finding[]
    }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/**
 * Resolves the tag to a digest once, then reads manifest and config of a platform that the target runs, with the very
 * credential that will pull. A failure is explained by a full verification.
 *
 * A rollback, a restart and a deployment that a crash cut off bring their digest along. Those are tried even where the
 * registry fails, because the target may have the image, or may have switched to it already: then the failure is a doubt.
 */
export async function planDeployment(
  ports: AppPorts,
  deployment: Deployment,
  target: DeployTarget,
  progress: Progress,
  signal: AbortSignal,
): Promise<Plan> {
  const { spec, image: pinned } = deployment
  const registry = await ports.store.registries.get(spec.registryId)
  if (registry) return planWith(ports, deployment, registry, target, progress, signal)
  const gone = [registryGone(spec.imageName)]
  return pinned
    ? { ok: true, image: pinned, credential: undefined, doubts: gone, notes: [] }
    : { ok: false, findings: gone }
}

async function planWith(
  ports: AppPorts,
  deployment: Deployment,
  registry: ContainerRegistry,
  target: DeployTarget,
  progress: Progress,
  signal: AbortSignal,
): Promise<Plan> {
  const { spec, image: pinned } = deployment
  // A connection may have moved since; its credential goes to where it belongs now, for the same digest.
  const known = pinned && { ...pinned, registry: registryHost(registry) }
  const platforms = await target.platforms(signal)
  let credential: RegistryCredential | undefined
  try {
    const location = await imageLocation(ports, registry, spec.imageName, signal)
    credential = location.credential
    const identity = await pullIdentity(ports, registry, location.repository)
    const image = known ?? (await resolveImage(ports, deployment, registry, location, progress, signal))
    const missing = missingPlatform(image, platforms)
    if (missing) return { ok: false, findings: [missing] }
    progress.step('preflight', 'running', `Reading the manifest and config ${identity.reason}`)
    const platform = platforms.find((node) => image.platforms.some((offered) => platformRuns(offered, node)))
    await ports.images.inspect(location, image.digest, platform ? { platform } : {}, signal)
    const where = platform ? ` for ${formatPlatform(platform)}` : ''
    const notes = identity.notes.map(({ summary }) => ` ${summary}`).join('')
    progress.step(
      'preflight',
      'succeeded',
      `Pullable${where} ${identity.reason}${notes === '' ? '' : `.${notes}`}`,
    )
    // What pulls is not refused, whatever is remembered.
    if (credential) await forgetRefusal(ports, openConnection(ports.vault, registry))
    return { ok: true, image, credential, doubts: [], notes: identity.notes }
  } catch (error) {
    if (!(error instanceof AppError) || !IMAGE_FAULTS.has(error.code)) throw error
    const { findings, restored } = await explain(ports, registry, deployment, platforms[0], error, signal)
    if (restored) {
      progress.step('preflight', 'running', 'The rotated credential fails; going on with the one before it')
      return planWith(ports, deployment, restored, target, progress, signal)
    }
    if (!known) return { ok: false, findings }
    progress.step('preflight', 'skipped', `The registry fails (${error.message}); trying what the target has`)
    return { ok: true, image: known, credential, doubts: findings, notes: [] }
  }
}

async function resolveImage(
  ports: AppPorts,
  { spec }: Deployment,
  registry: ContainerRegistry,
  location: Awaited<ReturnType<typeof imageLocation>>,
  progress: Progress,
  signal: AbortSignal,
): Promise<PinnedImage> {
  progress.step('resolve', 'running', `Resolving the tag ${spec.tag}`)
  const { digest, platforms } = await ports.images.resolve(location, spec.tag, signal)
  progress.step('resolve', 'succeeded', `${spec.tag} is ${shortDigest(digest)}`)
  const host = registryHost(registry)
  return {
    registryId: registry.id,
    registry: host,
    repository: location.repository,
    tag: spec.tag,
    digest,
    platforms,
  }
}

function missingPlatform(image: PinnedImage, nodes: readonly Platform[]): Finding | undefined {
  if (nodes.length === 0 || image.platforms.length === 0) return undefined
  if (nodes.some((node) => image.platforms.some((offered) => platformRuns(offered, node)))) return undefined
  const offered = image.platforms.map(formatPlatform).join(', ')
  const wanted = nodes.map(formatPlatform).join(', ')
  return finding('platform.missing', {
    summary: `The image ${image.repository}:${image.tag} offers ${offered}, and the target runs ${wanted}.`,
    evidence: [{ asked: `platforms of ${shortDigest(image.digest)}`, answered: offered }],
    remedy: { action: `Build and push the image for ${wanted} as well, then deploy again.` },
  })
}

interface Explanation {
  readonly findings: readonly Finding[]
  /** The registry with the login from before its rotation, where that pulls and the new one does not. */
  readonly restored?: ContainerRegistry
}

// The same checks as for a connection tell the cause: a token that ended, a scope, an absent tag.
async function explain(
  ports: AppPorts,
  registry: ContainerRegistry,
  { spec }: Deployment,
  platform: Platform | undefined,
  error: AppError,
  signal: AbortSignal,
): Promise<Explanation> {
  if (error.code === 'secret.unreadable') {
    const action = 'Save the credential of the registry again, then deploy again.'
    return { findings: [unavailable(error, action)] }
  }
  const request: VerifyRequest = {
    image: `${spec.imageName}:${spec.tag}`,
    knownExpiry: knownExpiry(registry),
    ...(platform ? { platform } : {}),
  }
  const connection = openConnection(ports.vault, registry)
  const verification = await providerOf(ports, registry.kind).verify(connection, request, signal)
  const restored = await restorePrevious(ports, registry, verification, request, signal)
  const findings = verification.findings.filter(({ severity }) => severity === 'error')
  if (restored) return { findings, restored: restored.registry }
  if (findings.length > 0) return { findings }
  const action = 'The connection itself verifies: deploy again, and verify the registry if it fails again.'
  return { findings: [unavailable(error, action)] }
}

const unavailable = (error: AppError, action: string): Finding =>
  finding('deploy.image_unavailable', { summary: error.message, remedy: { action } })

const registryGone = (imageName: string): Finding =>
  finding('deploy.image_unavailable', {
    summary: `The container registry that ${imageName} comes from was deleted.`,
    remedy: { action: 'Point the container at another registry of the organization, then deploy again.' },
  })
