import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { PinnedImage } from '../domain/deployment.ts'
import { type Finding, finding } from '../finding.ts'
import type { Progress } from '../ports/deploy-target.ts'
import type { ImageDetails, ImageLocation } from '../ports/image-source.ts'
import { shortDigest } from '../values/digest.ts'
import { formatPlatform, type Platform, platformRuns } from '../values/platform.ts'
import type { AppPorts } from './ports.ts'
import { type PullIdentity, pullIdentity } from './pull-identity.ts'
import { registryHost } from './registry-connection.ts'

export interface PullRequest {
  readonly registry: ContainerRegistry
  readonly location: ImageLocation
  readonly tag: string
  /** An image that was resolved before. */
  readonly pinned: PinnedImage | null
  /** Of the target's nodes; empty when any will do. */
  readonly nodes: readonly Platform[]
}

interface Resolved {
  readonly image: PinnedImage
  readonly identity: PullIdentity
}

/** An image that can be pulled, or one that is there and runs on none of the nodes. */
export type ProvedPull =
  | (Resolved & {
      readonly ok: true
      /** The one that the target runs; undefined where it may choose. */
      readonly platform: Platform | undefined
      readonly details: ImageDetails
    })
  | (Resolved & { readonly ok: false; readonly findings: readonly Finding[] })

/**
 * Resolves the tag to a digest once, then reads manifest, config and the first bytes of a platform that the target runs,
 * with the very credential that will pull: the location's. Throws what ImageSource throws.
 */
export async function provePull(
  ports: AppPorts,
  request: PullRequest,
  progress: Pick<Progress, 'step'>,
  signal: AbortSignal,
): Promise<ProvedPull> {
  const { registry, location, nodes } = request
  const identity = await pullIdentity(ports, registry, location.repository)
  const image = request.pinned ?? (await resolveImage(ports, request, progress, signal))
  const resolved = { image, identity }
  const missing = missingPlatform(image, nodes)
  if (missing) return { ...resolved, ok: false, findings: [missing] }
  progress.step('preflight', 'running', `Reading the manifest, the config and a layer ${identity.reason}`)
  const platform = nodes.find((node) => image.platforms.some((offered) => platformRuns(offered, node)))
  const details = await ports.images.prove(location, image.digest, platform ? { platform } : {}, signal)
  const where = platform ? ` for ${formatPlatform(platform)}` : ''
  const notes = identity.notes.map(({ summary }) => ` ${summary}`).join('')
  progress.step(
    'preflight',
    'succeeded',
    `Pullable${where} ${identity.reason}${notes === '' ? '' : `.${notes}`}`,
  )
  return { ...resolved, ok: true, platform, details }
}

async function resolveImage(
  ports: AppPorts,
  { registry, location, tag }: PullRequest,
  progress: Pick<Progress, 'step'>,
  signal: AbortSignal,
): Promise<PinnedImage> {
  progress.step('resolve', 'running', `Resolving the tag ${tag}`)
  const { digest, platforms } = await ports.images.resolve(location, tag, signal)
  progress.step('resolve', 'succeeded', `${tag} is ${shortDigest(digest)}`)
  const { repository } = location
  return { registryId: registry.id, registry: registryHost(registry), repository, tag, digest, platforms }
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
