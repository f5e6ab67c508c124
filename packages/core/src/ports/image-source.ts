import type { Digest } from '../values/digest.ts'
import type { Platform } from '../values/platform.ts'
import type { Transport } from '../values/transport.ts'
import type { RegistryCredential } from './registry-provider.ts'

/** Where an image is read from and as whom. */
export interface ImageLocation {
  /** Address of the registry with its scheme: `https://ghcr.io`, `http://127.0.0.1:5555`. */
  readonly url: string
  /** Repository without the host. */
  readonly repository: string
  readonly credential?: RegistryCredential | undefined
  readonly transport?: Transport | undefined
}

export interface ResolvedImage {
  readonly digest: Digest
  readonly mediaType: string
  /** Bytes of the manifest. */
  readonly size: number
  /** Platforms of an index, or the one of an image manifest's config; empty when none is named. */
  readonly platforms: readonly Platform[]
}

export interface ImageConfig {
  readonly platform: Platform
  /** ISO 8601, if the config says. */
  readonly created?: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly environment: readonly string[]
  /** `8080/tcp`. */
  readonly exposedPorts: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly user: string
  /** Empty where the config says none. */
  readonly workingDirectory: string
  /** Paths in the container: `/data`. */
  readonly volumes: readonly string[]
  /** The commands that made the layers, from the bottom up; empty where the config does not tell them all. */
  readonly layerCommands: readonly string[]
}

export interface ImageDetails extends ResolvedImage {
  /** Digest of the platform's own manifest. */
  readonly manifestDigest: Digest
  readonly config: ImageConfig
  /** Of each platform that an index offers, or the image's own. */
  readonly manifests: readonly {
    readonly platform: Platform
    readonly digest: Digest
    readonly mediaType: string
    /** Bytes of the manifest. */
    readonly size: number
  }[]
  readonly layers: readonly {
    readonly digest: Digest
    readonly size: number
    readonly mediaType: string
    /** What made it, as the builder wrote it. */
    readonly command?: string
  }[]
}

/**
 * Reads images. Throws AppErrors: `image.not_found`, `image.platform_missing`, `credential.refused` (the credential is
 * no good), `credential.denied` (it is, but not for this), `registry.unreachable`, `registry.bad_answer`,
 * `registry.rate_limited`, `image.digest_mismatch`, `operation.canceled`.
 */
export interface ImageSource {
  /** `reference` is a tag or a digest. */
  resolve(location: ImageLocation, reference: string, signal: AbortSignal): Promise<ResolvedImage>
  /** Follows an index to the platform's manifest and its config. Without a platform the first one is taken. */
  inspect(
    location: ImageLocation,
    reference: string,
    options: { readonly platform?: Platform },
    signal: AbortSignal,
  ): Promise<ImageDetails>
  /** As `inspect`, and reads the beginning of a layer: a target that pulls the image now succeeds. */
  prove(
    location: ImageLocation,
    reference: string,
    options: { readonly platform?: Platform },
    signal: AbortSignal,
  ): Promise<ImageDetails>
  /** In the registry's order, following its pages. */
  tags(location: ImageLocation, signal: AbortSignal): AsyncIterable<string>
}
