import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import type { ImageDetails, ImageLocation, ResolvedImage } from '../ports/image-source.ts'
import type { CatalogImage } from '../ports/registry-provider.ts'
import { checkRepository } from '../values/image-reference.ts'
import type { Platform } from '../values/platform.ts'
import { registryOrigin, repositoryAt } from '../values/registry-path.ts'
import { theEnvironment, theRegistry } from './access.ts'
import type { AppPorts } from './ports.ts'
import { refuseRemembered, rememberError } from './refusal-memory.ts'
import { openConnection, providerOf } from './registry-connection.ts'

/** Where an image of a connection is read from, with the credential of the connection. */
export async function imageLocation(
  ports: AppPorts,
  registry: ContainerRegistry,
  repository: string,
  signal: AbortSignal,
): Promise<ImageLocation> {
  const connection = openConnection(ports.vault, registry)
  const credential = await providerOf(ports, registry.kind).credential(connection, signal)
  const { transport } = connection
  return {
    url: registryOrigin(registry.url),
    repository: repositoryAt(registry.url, repository),
    credential,
    ...(transport ? { transport } : {}),
  }
}

/** Reads an image of a connection, unless its credential was refused lately; a refusal now is remembered. */
export async function readImage<T>(
  ports: AppPorts,
  registry: ContainerRegistry,
  repository: string,
  work: (location: ImageLocation) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  checkRepository(repository)
  const connection = openConnection(ports.vault, registry)
  await refuseRemembered(ports, connection)
  try {
    return await work(await imageLocation(ports, registry, repository, signal))
  } catch (error) {
    await rememberError(ports, connection, error)
    throw error
  }
}

/** Images whose repository contains `search`. Throws `operation.unsupported` where the kind has no catalog. */
export const listImages =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    search: string,
    signal: AbortSignal,
  ): Promise<readonly CatalogImage[]> => {
    const registry = await theRegistry(ports.store, who, organizationId, id)
    const provider = providerOf(ports, registry.kind)
    if (provider.images === undefined) {
      throw new AppError(
        'operation.unsupported',
        `A ${provider.form.title} does not list its images. Give the image name in full.`,
      )
    }
    const found: CatalogImage[] = []
    for await (const image of provider.images(openConnection(ports.vault, registry), search, signal))
      found.push(image)
    return found
  }

/** All tags of one image, in the registry's order. */
export const listTags =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    repository: string,
    signal: AbortSignal,
  ): Promise<readonly string[]> => {
    const registry = await theRegistry(ports.store, who, organizationId, id)
    const all = (location: ImageLocation) => Array.fromAsync(ports.images.tags(location, signal))
    return readImage(ports, registry, repository, all, signal)
  }

/** Digest, platforms, config and layers behind a tag or digest. */
export const inspectImage =
  (ports: AppPorts) =>
  async (
    who: Principal,
    organizationId: string,
    id: string,
    image: { readonly repository: string; readonly reference: string; readonly platform?: Platform },
    signal: AbortSignal,
  ): Promise<ImageDetails> => {
    const registry = await theRegistry(ports.store, who, organizationId, id)
    const options = image.platform ? { platform: image.platform } : {}
    const inspect = (location: ImageLocation) =>
      ports.images.inspect(location, image.reference, options, signal)
    return readImage(ports, registry, image.repository, inspect, signal)
  }

/** Proves that an image of a registry can be pulled for an environment. Throws what ImageSource.resolve throws. */
export const checkContainerImage =
  (ports: AppPorts) =>
  async (
    who: Principal,
    environmentId: string,
    image: { readonly registryId: string; readonly imageName: string; readonly tag: string },
    signal: AbortSignal,
  ): Promise<ResolvedImage> => {
    const { organizationId } = await theEnvironment(ports.store, who, environmentId)
    const registry = await theRegistry(ports.store, who, organizationId, image.registryId)
    const resolve = (location: ImageLocation) => ports.images.resolve(location, image.tag, signal)
    return readImage(ports, registry, image.imageName, resolve, signal)
  }
