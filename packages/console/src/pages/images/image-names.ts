import type { Registry } from '@fairlead/api/client'

/** Docker Hub's API and its images are called by different hosts. */
const HUB = /^(?:registry-1\.|index\.|registry\.)?docker\.(?:io|com)$/

export const hostOf = ({ url }: Pick<Registry, 'url'>): string => {
  const { host } = new URL(url)
  return HUB.test(host) ? 'docker.io' : host
}

/** An image as container engines are told it: with host and, where the registry's address has one, its path. */
export function fullName(registry: Pick<Registry, 'url'>, image: string): string {
  const path = new URL(registry.url).pathname.replace(/^\/+|\/+$/g, '')
  const below = path === '' || image === path || image.startsWith(`${path}/`) ? image : `${path}/${image}`
  return `${hostOf(registry)}/${below}`
}

export const isDigest = (reference: string): boolean => reference.includes(':')

/** `ghcr.io/acme/app:1.4`, `ghcr.io/acme/app@sha256:…`. */
export const withReference = (name: string, reference: string): string =>
  `${name}${isDigest(reference) ? '@' : ':'}${reference}`

/** Address of a repository that GitHub says an image is linked to; only of github.com the web address is known. */
export const repositoryLink = (registry: Pick<Registry, 'url'>, repository: string): string | undefined =>
  hostOf(registry) === 'ghcr.io' ? `https://github.com/${repository}` : undefined

const words = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)

/** Images whose names share a word, or the beginning of one, with a name that is not there; three at most. */
export function similarNames(wanted: string, names: readonly string[]): readonly string[] {
  const [last = ''] = words(wanted).slice(-1)
  const near = (name: string): number =>
    words(name).filter((word) => words(wanted).includes(word)).length +
    (words(name).some((word) => word.slice(0, 3) === last.slice(0, 3)) ? 1 : 0)
  const score = new Map(names.map((name) => [name, near(name)]))
  const ownerOnly = wanted.includes('/') ? 1 : 0
  return names
    .filter((name) => name !== wanted && (score.get(name) ?? 0) > ownerOnly)
    .sort((a, b) => (score.get(b) ?? 0) - (score.get(a) ?? 0))
    .slice(0, 3)
}
