import { type ImageDetailsAnswer, type ImageVersions, snakeKeys } from '@fairlead/api'
import { type CatalogImage, formatPlatform, type ImageDetails } from '@fairlead/core'

export const toImage = ({ repository, ...rest }: CatalogImage): ImageVersions => ({
  image_name: repository,
  versions: [],
  ...snakeKeys(rest),
})

/** `NAME=value`, whose value may hold more of `=`. */
function toVariable(entry: string): { name: string; value: string } {
  const [name = '', ...value] = entry.split('=')
  return { name, value: value.join('=') }
}

export const toImageDetails = (imageName: string, details: ImageDetails): ImageDetailsAnswer => ({
  image_name: imageName,
  digest: details.digest,
  media_type: details.mediaType,
  size: details.size,
  platforms: details.platforms.map(formatPlatform),
  manifest_digest: details.manifestDigest,
  config: {
    platform: formatPlatform(details.config.platform),
    ...(details.config.created === undefined ? {} : { created: details.config.created }),
    entrypoint: [...details.config.entrypoint],
    command: [...details.config.command],
    exposed_ports: [...details.config.exposedPorts],
    labels: { ...details.config.labels },
    user: details.config.user,
    working_directory: details.config.workingDirectory,
    volumes: [...details.config.volumes],
    environment: details.config.environment.map(toVariable),
  },
  manifests: details.manifests.map(({ platform, digest, mediaType, size }) => ({
    platform: formatPlatform(platform),
    digest,
    media_type: mediaType,
    size,
  })),
  layers: details.layers.map((layer) => snakeKeys(layer)),
})
