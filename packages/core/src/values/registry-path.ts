import { canonicalRegistry } from './image-reference.ts'

/** Scheme, host and port of a registry's address: what a client of its API asks. */
export const registryOrigin = (address: string): string => new URL(address).origin

/** The path of a registry's address without slashes at its ends; empty for most. */
export const registryPath = (address: string): string => new URL(address).pathname.replace(/^\/+|\/+$/g, '')

/**
 * The repository that an image's name means at a registry's address. Container engines ask `<host>/v2/<repository>`
 * alone, so a path in the address (`https://nexus.acme.com/docker-hosted`) goes in front of the name, unless it stands
 * there already; Docker Hub's official images are below `library/`.
 */
export function repositoryAt(address: string, name: string): string {
  const path = registryPath(address)
  if (path !== '') return name === path || name.startsWith(`${path}/`) ? name : `${path}/${name}`
  const isHub = canonicalRegistry(new URL(address).host) === 'docker.io'
  return isHub && !name.includes('/') ? `library/${name}` : name
}
