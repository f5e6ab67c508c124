import { AppError, formatPlatform, type Platform, platformRuns } from '@fairlead/core'
import { type Descriptor, type ImageIndex, indexPlatforms } from '../spec/index.ts'

/** `image.platform_missing`; `details.offered` lists what there is. */
export function platformMissing(
  image: string,
  wanted: Platform | undefined,
  offered: readonly Platform[],
): AppError {
  const names = offered.map(formatPlatform)
  const has = names.length === 0 ? 'it names none' : `it offers ${names.join(', ')}`
  const message =
    wanted === undefined
      ? `${image} holds no container image.`
      : `${image} is not built for ${formatPlatform(wanted)}: ${has}.`
  return new AppError('image.platform_missing', message, {
    details: { ...(wanted ? { wanted: formatPlatform(wanted) } : {}), offered: names },
  })
}

const same = (one: Platform, other: Platform): boolean => formatPlatform(one) === formatPlatform(other)

/**
 * The manifest of an index for a platform: the very one, else the newest variant that the platform runs. Without a
 * platform, the first that is an image (attestations have the platform `unknown/unknown`).
 * Throws `image.platform_missing`.
 */
export function choosePlatform(index: ImageIndex, wanted: Platform | undefined, image: string): Descriptor {
  const images = index.manifests.filter(({ platform }) => platform?.os !== 'unknown')
  const fitting =
    wanted === undefined
      ? images
      : images
          .filter(({ platform }) => platform && platformRuns(platform, wanted))
          .sort((a, b) => (b.platform?.variant ?? '').localeCompare(a.platform?.variant ?? ''))
  const exact = fitting.find(({ platform }) => wanted && platform && same(platform, wanted))
  const chosen = exact ?? fitting[0]
  if (chosen === undefined) throw platformMissing(image, wanted, indexPlatforms(index))
  return chosen
}
