import { type Digest, formatPlatform, type Platform, platformRuns } from '@fairlead/core'
import {
  type Descriptor,
  type ImageIndex,
  type ImageManifest,
  isForeignLayer,
  isImageConfigMediaType,
  parseImageConfig,
} from '@fairlead/oci'
import type { FetchedManifest, RegistryClient } from '@fairlead/oci/client'
import { type RegistryFailure, readRegistryFailure } from './registry-failure.ts'

/** How far a pull came. */
export type PullStage = 'login' | 'manifest' | 'child' | 'config' | 'layer'

/** What came in the way, at which step. */
export interface FailedPull {
  readonly kind: 'failed'
  readonly stage: PullStage
  /** What was asked for: a tag or a digest. */
  readonly reference: string
  readonly failure: RegistryFailure
}

export type PullObservation =
  | {
      readonly kind: 'pulled'
      /** Platform of the image that was pulled; absent where none is named. */
      readonly platform?: Platform
      /** Bytes of the first layer that were read. */
      readonly bytes: number
      readonly digest: Digest
    }
  | { readonly kind: 'platform-missing'; readonly offered: readonly Platform[] }
  | FailedPull

export interface PullRequest {
  readonly repository: string
  /** A tag or a digest. */
  readonly reference: string
  readonly platform?: Platform | undefined
  /** Digests of manifests that an index behind `reference` may list: asked for beside it, to save a round trip. */
  readonly guesses?: readonly string[]
}

export interface PullProofOptions {
  readonly client: RegistryClient
  /** Bounds one question. */
  ask<T>(question: (signal: AbortSignal) => Promise<T>): Promise<T>
}

const FIRST_BYTES = 1024
const MAX_CONFIG = 8 * 1024 * 1024

/** Carries the stage of a failure out of the steps. */
class PullFailed {
  readonly observation: PullObservation
  constructor(observation: PullObservation) {
    this.observation = observation
  }
}

const isAttestation = ({ platform, annotations }: Descriptor): boolean =>
  platform?.os === 'unknown' || annotations?.['vnd.docker.reference.type'] !== undefined

/** The entry of an index that a node of `platform` runs; without a platform linux/amd64 or else the first. */
function chooseChild(index: ImageIndex, platform: Platform | undefined): Descriptor | undefined {
  const images = index.manifests.filter((entry) => !isAttestation(entry))
  const fits = (wanted: Platform): Descriptor | undefined =>
    images.find((entry) => entry.platform && platformRuns(entry.platform, wanted))
  if (platform) return fits(platform)
  return fits({ os: 'linux', architecture: 'amd64' }) ?? images[0]
}

/**
 * Pulls as a container engine would, but only the beginning: manifest, the platform's own manifest, config, and the
 * first bytes of the first layer. Never throws for what the registry does.
 */
export async function provePull(
  { client, ask }: PullProofOptions,
  { repository, reference, platform, guesses = [] }: PullRequest,
): Promise<PullObservation> {
  async function step<T>(
    stage: PullStage,
    asked: string,
    question: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      return await ask(question)
    } catch (error) {
      const failure = readRegistryFailure(error, client.url)
      throw new PullFailed({ kind: 'failed', stage, reference: asked, failure })
    }
  }

  const guessed = new Map<string, Promise<FetchedManifest>>()
  for (const digest of guesses) {
    const answer = ask((signal) => client.manifest(repository, digest, signal))
    answer.catch(() => {})
    guessed.set(digest, answer)
  }

  async function child(index: ImageIndex): Promise<FetchedManifest> {
    const entry = chooseChild(index, platform)
    if (!entry) {
      const offered = index.manifests.flatMap((each) =>
        each.platform && !isAttestation(each) ? [each.platform] : [],
      )
      throw new PullFailed({ kind: 'platform-missing', offered })
    }
    const early = await guessed.get(entry.digest)?.catch(() => undefined)
    return early ?? step('child', entry.digest, (signal) => client.manifest(repository, entry.digest, signal))
  }

  async function platformOfConfig({ config }: ImageManifest): Promise<Platform | undefined> {
    if (!isImageConfigMediaType(config.mediaType)) return undefined
    const bytes = await step('config', config.digest, (signal) =>
      client.blobBytes(repository, config.digest, MAX_CONFIG, signal),
    )
    try {
      return parseImageConfig(bytes).platform
    } catch {
      return undefined
    }
  }

  async function firstBytes({ layers }: ImageManifest): Promise<number> {
    // A registry need not hold layers that are to be fetched elsewhere.
    const layer = layers.find(({ mediaType, size }) => size > 0 && !isForeignLayer(mediaType))
    if (!layer) return 0
    return step('layer', layer.digest, async (signal) => {
      const end = Math.min(layer.size, FIRST_BYTES) - 1
      const { body } = await client.blob(repository, layer.digest, signal, { start: 0, end })
      const reader = body.getReader()
      const { value } = await reader.read()
      await reader.cancel()
      return value?.byteLength ?? 0
    })
  }

  try {
    const top = await step('manifest', reference, (signal) => client.manifest(repository, reference, signal))
    const image = top.content.kind === 'index' ? await child(top.content) : top
    if (image.content.kind === 'index') {
      return { kind: 'pulled', bytes: 0, digest: top.descriptor.digest }
    }
    const [actual, bytes] = await Promise.all([platformOfConfig(image.content), firstBytes(image.content)])
    // An index names its platforms itself; only a lone image has to be asked what it was built for.
    if (platform && actual && top === image && !platformRuns(actual, platform)) {
      return { kind: 'platform-missing', offered: [actual] }
    }
    return { kind: 'pulled', bytes, digest: top.descriptor.digest, ...(actual ? { platform: actual } : {}) }
  } catch (failed) {
    if (failed instanceof PullFailed) return failed.observation
    throw failed
  }
}

/** `linux/amd64, linux/arm64`, or `none` */
export const formatPlatforms = (platforms: readonly Platform[]): string =>
  platforms.length === 0 ? 'none' : [...new Set(platforms.map(formatPlatform))].join(', ')
