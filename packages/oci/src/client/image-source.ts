import {
  type Clock,
  type ImageConfig,
  type ImageDetails,
  type ImageLocation,
  type ImageSource,
  isDigest,
  type Platform,
  platformRuns,
  type RegistryCredential,
  type ResolvedImage,
} from '@fairlead/core'
import { type Fetch, fetchVia, transportKey } from '../net/index.ts'
import {
  type ImageManifest,
  indexManifests,
  indexPlatforms,
  isForeignLayer,
  isImageConfigMediaType,
  parseImageConfig,
} from '../spec/index.ts'
import { choosePlatform, platformMissing } from './platform-choice.ts'
import { createRegistryClient } from './registry-client.ts'
import type { FetchedManifest, RegistryClient, RetrySettings, TimeLimits } from './types.ts'

export interface ImageSourceOptions {
  readonly fetch: Fetch
  readonly clock?: Clock
  readonly retry?: RetrySettings
  readonly limits?: TimeLimits
  /** Whether a registry's token realm on another host may be given the credential. */
  trustRealm?(realm: URL, registryUrl: string): boolean
}

const MAX_CONFIG = 8 * 1024 * 1024
// An index of indexes is allowed and hardly used; one that goes deeper leads nowhere.
const MAX_DEPTH = 3
const MAX_CLIENTS = 200

/** Keeps clients, and with them their tokens, as long as the credential is in use. */
function createClients(options: ImageSourceOptions): (location: ImageLocation) => RegistryClient {
  const { trustRealm, fetch, ...shared } = options
  const open = ({ url, credential, transport }: ImageLocation): RegistryClient =>
    createRegistryClient({
      ...shared,
      fetch: fetchVia(fetch, transport),
      url,
      credential,
      ...(trustRealm ? { trustRealm: (realm) => trustRealm(realm, url) } : {}),
    })
  const anonymous = new Map<string, RegistryClient>()
  const byCredential = new WeakMap<RegistryCredential, Map<string, RegistryClient>>()
  return (location) => {
    const { url, credential, transport } = location
    const known = credential ? (byCredential.get(credential) ?? new Map<string, RegistryClient>()) : anonymous
    if (credential) byCredential.set(credential, known)
    // One registry by two ways is two: what the one lets through, such as any certificate, the other need not.
    const key = `${url} ${transportKey(transport)}`
    const held = known.get(key)
    if (held) return held
    const client = open(location)
    const [oldest] = known.keys()
    if (known.size >= MAX_CLIENTS && oldest !== undefined) known.delete(oldest)
    known.set(key, client)
    return client
  }
}

const ownManifest = ({ descriptor }: FetchedManifest, { platform }: ImageConfig) => ({
  platform,
  digest: descriptor.digest,
  mediaType: descriptor.mediaType,
  size: descriptor.size,
})

/** Each layer with what made it, where the history tells as many. */
function layersOf({ layers }: ImageManifest, { layerCommands }: ImageConfig): ImageDetails['layers'] {
  const told = layerCommands.length === layers.length
  return layers.map(({ digest, size, mediaType }, position) => {
    const command = told ? layerCommands[position] : undefined
    return { digest, size, mediaType, ...(command ? { command } : {}) }
  })
}

interface Found {
  readonly image: FetchedManifest & { readonly content: ImageManifest }
  readonly config: ImageConfig
}

/** Reads images for the core. Every method throws as ImageSource says. */
export function createImageSource(options: ImageSourceOptions): ImageSource {
  const clientOf = createClients(options)

  async function configOf(
    client: RegistryClient,
    repository: string,
    { config }: ImageManifest,
    signal: AbortSignal,
  ): Promise<ImageConfig | undefined> {
    if (!isImageConfigMediaType(config.mediaType)) return undefined
    return parseImageConfig(await client.blobBytes(repository, config.digest, MAX_CONFIG, signal))
  }

  async function platformsOf(
    client: RegistryClient,
    repository: string,
    { content }: FetchedManifest,
    signal: AbortSignal,
  ): Promise<readonly Platform[]> {
    if (content.kind === 'index') return indexPlatforms(content)
    const config = await configOf(client, repository, content, signal)
    return config ? [config.platform] : []
  }

  /** The platform's own manifest and its config, from an image or through an index. */
  async function follow(
    client: RegistryClient,
    repository: string,
    start: FetchedManifest,
    { platform, name }: { readonly platform: Platform | undefined; readonly name: string },
    signal: AbortSignal,
  ): Promise<Found> {
    let current = start
    for (let depth = 0; current.content.kind === 'index' && depth < MAX_DEPTH; depth += 1) {
      const chosen = choosePlatform(current.content, platform, name)
      current = await client.manifest(repository, chosen.digest, signal)
    }
    const { content } = current
    if (content.kind === 'index') throw platformMissing(name, platform, indexPlatforms(content))
    const config = await configOf(client, repository, content, signal)
    if (config === undefined) throw platformMissing(name, platform, [])
    if (platform && !platformRuns(config.platform, platform)) {
      throw platformMissing(name, platform, [config.platform])
    }
    return { image: { ...current, content }, config }
  }

  /** Reads the beginning of the first layer that the registry itself has to have. */
  async function readLayer(
    client: RegistryClient,
    repository: string,
    { layers }: ImageManifest,
    signal: AbortSignal,
  ): Promise<void> {
    const layer = layers.find(({ mediaType, size }) => size > 0 && !isForeignLayer(mediaType))
    if (!layer) return
    // Not by a range, which a registry need not know: what was not asked for yet is not read.
    const { body } = await client.blob(repository, layer.digest, signal)
    const reader = body.getReader()
    try {
      await reader.read()
    } finally {
      await reader.cancel()
    }
  }

  const resolved = ({ descriptor }: FetchedManifest, platforms: readonly Platform[]): ResolvedImage => ({
    digest: descriptor.digest,
    mediaType: descriptor.mediaType,
    size: descriptor.size,
    platforms,
  })

  async function open(
    location: ImageLocation,
    reference: string,
    platform: Platform | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly details: ImageDetails; readonly manifest: ImageManifest }> {
    const client = clientOf(location)
    const { repository } = location
    const start = await client.manifest(repository, reference, signal)
    const name = `${repository}${isDigest(reference) ? '@' : ':'}${reference}`
    const { image, config } = await follow(client, repository, start, { platform, name }, signal)
    const platforms = start.content.kind === 'index' ? indexPlatforms(start.content) : [config.platform]
    const details = {
      ...resolved(start, platforms),
      manifestDigest: image.descriptor.digest,
      config,
      manifests:
        start.content.kind === 'index' ? indexManifests(start.content) : [ownManifest(image, config)],
      layers: layersOf(image.content, config),
    }
    return { details, manifest: image.content }
  }

  return {
    async resolve(location, reference, signal) {
      const client = clientOf(location)
      const found = await client.manifest(location.repository, reference, signal)
      return resolved(found, await platformsOf(client, location.repository, found, signal))
    },

    inspect: async (location, reference, { platform }, signal) =>
      (await open(location, reference, platform, signal)).details,

    async prove(location, reference, { platform }, signal) {
      const { details, manifest } = await open(location, reference, platform, signal)
      await readLayer(clientOf(location), location.repository, manifest, signal)
      return details
    },

    tags: (location, signal) => clientOf(location).tags(location.repository, signal),
  }
}
