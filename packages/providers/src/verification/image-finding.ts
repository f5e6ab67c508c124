import { type Finding, finding, formatPlatform, type Platform } from '@fairlead/core'
import { nearMisses } from './near-miss.ts'
import { type FailedPull, formatPlatforms, type PullObservation } from './pull-proof.ts'

export interface ImageContext {
  readonly repository: string
  readonly platform: Platform | undefined
  /** Tags that are known to be there, newest first. */
  readonly tags: readonly string[]
}

const MAX_TAGS = 10

const isDigestReference = (reference: string): boolean => reference.includes(':')

/** The repository is readable, and has no such tag. */
export const isAbsentTag = (observation: PullObservation): observation is FailedPull =>
  observation.kind === 'failed' &&
  observation.stage === 'manifest' &&
  observation.failure.kind === 'absent' &&
  !isDigestReference(observation.reference)

function tagNotFound({ reference, failure }: FailedPull, { repository, tags }: ImageContext): Finding {
  const meant = nearMisses(reference, tags)
  const offered = tags.slice(0, MAX_TAGS).join(', ')
  return finding('tag.not_found', {
    summary: `${repository} has no tag ${reference}.${meant.length > 0 ? ` Did you mean ${meant.join(' or ')}?` : ''}`,
    evidence: failure.evidence,
    remedy: {
      action: offered
        ? `Use a tag that is there (${offered}${tags.length > MAX_TAGS ? ', …' : ''}), or push ${reference}.`
        : `Use a tag that is there, or push ${reference}.`,
    },
  })
}

function platformMissing(
  { offered }: Extract<PullObservation, { kind: 'platform-missing' }>,
  { repository, platform }: ImageContext,
): Finding {
  const wanted = platform ? formatPlatform(platform) : 'any platform'
  return finding('platform.missing', {
    summary: `${repository} is not built for ${wanted}; it offers ${formatPlatforms(offered)}.`,
    evidence: [{ asked: `platforms of ${repository}`, answered: formatPlatforms(offered) }],
    remedy: {
      action: `Build and push the image for ${wanted} as well, or deploy where an offered platform runs.`,
    },
  })
}

/** The finding for an image that is readable and yet cannot be pulled in full. */
export function imageFinding(
  observation: Exclude<PullObservation, { kind: 'pulled' }>,
  context: ImageContext,
): Finding {
  if (observation.kind === 'platform-missing') return platformMissing(observation, context)
  const { stage, reference, failure } = observation
  if (isAbsentTag(observation)) return tagNotFound(observation, context)
  const manifest = stage === 'manifest' || stage === 'child'
  const what = manifest ? 'manifest' : stage === 'config' ? 'config' : 'first layer'
  const how = failure.kind === 'corrupt' ? 'is not what its digest says' : 'is not in the registry'
  return finding(manifest ? 'manifest.missing' : 'blob.missing', {
    summary: `The ${what} ${reference} of ${context.repository} ${how}: the image is incomplete.`,
    evidence: failure.evidence,
    remedy: { action: 'Push the image again in full, all of its platforms included.' },
  })
}
