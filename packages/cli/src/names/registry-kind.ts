import { usageFailure } from '../failure.ts'

const SHORT_NAMES: Readonly<Record<string, string>> = {
  GHCR: 'GITHUB_CR',
  GHE: 'GITHUB_ENTERPRISE_CR',
  GITHUB: 'GITHUB_CR',
  GITHUB_ENTERPRISE: 'GITHUB_ENTERPRISE_CR',
}

/** The kind of the contract that the caller means: `ghcr`, `github-enterprise`, `DOCKER_HUB`. Throws a usage failure. */
export function readKind<K extends string>(text: string, kinds: readonly K[]): K {
  const name = text.toUpperCase().replaceAll('-', '_')
  const kind = kinds.find((each) => each === name || each === SHORT_NAMES[name] || each === `${name}_CR`)
  if (kind) return kind
  throw usageFailure(`This server does not speak "${text}" registries.`, `It speaks ${kinds.join(', ')}.`)
}
