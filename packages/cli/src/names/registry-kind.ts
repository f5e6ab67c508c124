import { usageFailure } from '../failure.ts'

const SHORT_NAMES: Readonly<Record<string, string>> = {
  GHCR: 'GITHUB_CR',
  GHE: 'GITHUB_ENTERPRISE_CR',
  GITHUB: 'GITHUB_CR',
  GITHUB_ENTERPRISE: 'GITHUB_ENTERPRISE_CR',
  DOCKER: 'DOCKER_HUB',
  DOCKERHUB: 'DOCKER_HUB',
  HUB: 'DOCKER_HUB',
  AWS: 'ECR',
  ECR_PUBLIC: 'PUBLIC_ECR',
  GAR: 'GCP_ARTIFACT_REGISTRY',
  GCP: 'GCP_ARTIFACT_REGISTRY',
  GOOGLE: 'GCP_ARTIFACT_REGISTRY',
  ARTIFACT_REGISTRY: 'GCP_ARTIFACT_REGISTRY',
  ACR: 'AZURE_CR',
  DIGITALOCEAN: 'DOCR',
}

/** Names that help shows, for the kinds that have a shorter one. */
const USUAL: Readonly<Record<string, string>> = {
  GITHUB_CR: 'ghcr',
  GITHUB_ENTERPRISE_CR: 'ghe',
  DOCKER_HUB: 'docker-hub',
  GITLAB_CR: 'gitlab',
  GCP_ARTIFACT_REGISTRY: 'gar',
  AZURE_CR: 'azure',
  SCALEWAY_CR: 'scaleway',
  GENERIC_CR: 'generic',
}

/** The kind as a person types it: `ghcr` for `GITHUB_CR`. */
export const shortKind = (kind: string): string => USUAL[kind] ?? kind.toLowerCase().replaceAll('_', '-')

/** The kind of the contract that the caller means: `ghcr`, `github-enterprise`, `DOCKER_HUB`. Throws a usage failure. */
export function readKind<K extends string>(text: string, kinds: readonly K[]): K {
  const name = text.toUpperCase().replaceAll('-', '_')
  const kind = kinds.find((each) => each === name || each === SHORT_NAMES[name] || each === `${name}_CR`)
  if (kind) return kind
  throw usageFailure(
    `This server does not speak "${text}" registries.`,
    `It speaks ${kinds.map(shortKind).join(', ')}. What each needs: fairlead registry kinds.`,
  )
}
