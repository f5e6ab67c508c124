import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Deployment, PinnedImage } from '../domain/deployment.ts'
import { AppError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import type { DeployTarget, Progress } from '../ports/deploy-target.ts'
import type { ImageLocation } from '../ports/image-source.ts'
import type { RegistryCredential } from '../ports/registry-provider.ts'
import { explainPull, registryGone } from './explain-pull.ts'
import { IMAGE_FAULTS } from './image-faults.ts'
import type { AppPorts } from './ports.ts'
import { provePull } from './prove-pull.ts'
import { forgetRefusal } from './refusal-memory.ts'
import { openConnection, registryHost } from './registry-connection.ts'
import { imageLocation } from './registry-images.ts'
import { restorePrevious } from './restore-previous.ts'

/** The image that a deployment will run, and what to pull it with; or why there is none. */
export type Plan =
  | {
      readonly ok: true
      readonly image: PinnedImage
      readonly credential: RegistryCredential | undefined
      /** As Workload says. */
      readonly keptLogin?: 'needed' | 'unknown'
      /** What the connection is made for below its host; empty: all of it. */
      readonly repositoryPrefix: string
      /** What is wrong with the registry, where a pinned image is tried all the same. */
      readonly doubts: readonly Finding[]
      /** What is worth knowing of a plan that works. */
      readonly notes: readonly Finding[]
    }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/**
 * Proves that the image can be pulled. A failure is explained by a full verification.
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
    ? {
        ok: true,
        image: pinned,
        credential: undefined,
        keptLogin: 'unknown',
        repositoryPrefix: '',
        doubts: gone,
        notes: [],
      }
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
  const { spec, image } = deployment
  // A connection may have moved since; its credential goes to where it belongs now, for the same digest.
  const pinned = image && { ...image, registry: registryHost(registry) }
  const { imageName, tag } = spec
  const { repositoryPrefix } = registry
  const nodes = await target.platforms(signal)
  let location: ImageLocation | undefined
  try {
    location = await imageLocation(ports, registry, imageName, signal)
    const { credential } = location
    const proved = await provePull(ports, { registry, location, tag, pinned, nodes }, progress, signal)
    if (!proved.ok) return { ok: false, findings: proved.findings }
    // What pulls is not refused, whatever is remembered.
    if (credential) await forgetRefusal(ports, openConnection(ports.vault, registry))
    return {
      ok: true,
      image: proved.image,
      credential,
      repositoryPrefix,
      doubts: [],
      notes: proved.identity.notes,
    }
  } catch (error) {
    if (!(error instanceof AppError) || !IMAGE_FAULTS.has(error.code)) throw error
    const failed = { registry, imageName, tag, platform: nodes[0], error }
    const { findings, verified } = await explainPull(ports, failed, signal)
    const restored =
      verified && (await restorePrevious(ports, registry, verified.verification, verified.request, signal))
    if (restored) {
      progress.step('preflight', 'running', 'The rotated credential fails; going on with the one before it')
      return planWith(ports, deployment, restored.registry, target, progress, signal)
    }
    if (!pinned) return { ok: false, findings }
    progress.step('preflight', 'skipped', `The registry fails (${error.message}); trying what the target has`)
    return {
      ok: true,
      image: pinned,
      credential: location?.credential,
      ...(location ? {} : { keptLogin: 'needed' as const }),
      repositoryPrefix,
      doubts: findings,
      notes: [],
    }
  }
}
