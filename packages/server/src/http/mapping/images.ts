import { type ImageDetailsAnswer, type ImageVersions, snakeKeys } from '@fairlead/api'
import { type CatalogImage, formatPlatform, type ImageDetails } from '@fairlead/core'

export const toImage = ({ repository, ...rest }: CatalogImage): ImageVersions => ({
  image_name: repository,
  versions: [],
  ...snakeKeys(rest),
})

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
  },
  layers: details.layers.map(({ digest, size, mediaType }) => ({ digest, size, media_type: mediaType })),
})
