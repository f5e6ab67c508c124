import type { CatalogImage } from '@fairlead/core'
import { canceled } from './canceled.ts'

/**
 * Those of a vendor's images whose repository contains `search`, in whatever case. Throws `operation.canceled` when the
 * signal fires, and whatever else `images` throws.
 */
export async function* searchedImages(
  images: AsyncIterable<CatalogImage>,
  search: string,
  signal: AbortSignal,
): AsyncGenerator<CatalogImage> {
  const wanted = search.trim().toLowerCase()
  try {
    for await (const image of images) if (image.repository.includes(wanted)) yield image
  } catch (error) {
    throw signal.aborted ? canceled(signal, 'The list of images') : error
  }
}
