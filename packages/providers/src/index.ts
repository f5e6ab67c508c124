import type { Clock, Providers, RegistryProvider } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import type { AmbientOptions } from './ambient.ts'
import { createAzureProvider } from './azure/provider.ts'
import { createDocrProvider } from './digitalocean/provider.ts'
import { createDockerHubProvider } from './docker-hub/provider.ts'
import { createEcrProvider } from './ecr/provider.ts'
import { createGenericProvider } from './generic/provider.ts'
import type { CompatibleHost } from './github/addresses.ts'
import { createGithubProviders } from './github/provider.ts'
import { createGitlabProvider } from './gitlab/provider.ts'
import { createGoogleProvider } from './google/provider.ts'
import { createPublicEcrProvider } from './public-ecr/provider.ts'
import { createScalewayProvider } from './scaleway/provider.ts'

export type { AmbientOptions } from './ambient.ts'
export type { CompatibleHost } from './github/addresses.ts'
export {
  createGithubProviders,
  type GithubProviders,
  type GithubProvidersOptions,
} from './github/provider.ts'
export { createGenericProvider }

export interface ProvidersOptions extends AmbientOptions {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Hosts that behave as GitHub Container Registry does, with the address of their API. */
  readonly compatibleHosts: readonly CompatibleHost[]
  /** Milliseconds that one question to a registry or its API may take; 10,000 unless said. */
  readonly limitMs?: number
}

/** Every registry kind that Fairlead speaks. */
export function createProviders(options: ProvidersOptions): Providers {
  const { GITHUB_CR, GITHUB_ENTERPRISE_CR } = createGithubProviders(options)
  const generic = createGenericProvider(options)
  const all: readonly RegistryProvider[] = [
    GITHUB_CR,
    GITHUB_ENTERPRISE_CR,
    createDockerHubProvider(options),
    createGitlabProvider(options),
    createGoogleProvider(options),
    createAzureProvider(options),
    createEcrProvider(options),
    createPublicEcrProvider(options),
    createScalewayProvider(options),
    createDocrProvider(options),
    generic,
  ]
  return {
    get: (kind) => all.find((provider) => provider.kind === kind),
    list: () => all,
    forHost: (host) => all.find((provider) => provider.recognizes(host)) ?? generic,
  }
}
