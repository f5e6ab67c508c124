import type { Words } from './case-file.ts'

/** How a kind of registry asks for a credential and words its refusals. `{host}` stands for the registry's host. */
export interface Manners {
  /** Where tokens are had; absent where the registry itself takes the password. */
  readonly realm?: string
  readonly service: string
  /** The scope of the challenge to `/v2/`, where there is one. */
  readonly placeholderScope?: string
  /** Whether the token endpoint already refuses what may not be pulled; else the registry does. */
  readonly refusesTokens: boolean
  readonly badCredential: Words
  readonly anonymous: Words
  readonly forbidden: Words
  readonly absent: Words
}

const unauthorized = (message = 'authentication required', status = 401): Words => ({
  status,
  code: 'UNAUTHORIZED',
  message,
})
const denied = (message = 'requested access to the resource is denied', status = 403): Words => ({
  status,
  code: 'DENIED',
  message,
})
const nameUnknown = (message = 'repository name not known to registry'): Words => ({
  status: 404,
  code: 'NAME_UNKNOWN',
  message,
})

/** From the vendors' documentation and from answers that the linked reports record. */
export const MANNERS: Readonly<Record<string, Manners>> = {
  // https://toddysm.com/2024/02/12/authenticating-with-oci-registries-github-container-registry-ghcr-implementation
  ghcr: {
    realm: 'https://{host}/token',
    service: '{host}',
    placeholderScope: 'repository:user/image:pull',
    refusesTokens: true,
    badCredential: denied('denied'),
    anonymous: unauthorized(),
    forbidden: denied(),
    absent: denied(),
  },
  // https://distribution.github.io/distribution/spec/auth/token/
  'docker-hub': {
    realm: 'https://auth.docker.io/token',
    service: 'registry.docker.io',
    refusesTokens: false,
    badCredential: { status: 401, text: '{"details":"incorrect username or password"}\n' },
    anonymous: unauthorized(),
    forbidden: unauthorized(),
    absent: unauthorized(),
  },
  // https://docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry/
  gitlab: {
    realm: 'https://gitlab.com/jwt/auth',
    service: 'container_registry',
    refusesTokens: true,
    badCredential: unauthorized(
      'HTTP Basic: Access denied. The provided password or token is incorrect or your account has 2FA enabled and you must use a personal access token instead of a password. See https://gitlab.com/help/topics/git/troubleshooting_git#error-on-git-fetch-http-basic-access-denied',
    ),
    anonymous: denied('access forbidden'),
    forbidden: denied('access forbidden'),
    absent: denied('access forbidden'),
  },
  // https://goharbor.io/docs/main/working-with-projects/working-with-images/pulling-pushing-images/
  harbor: {
    realm: 'https://{host}/service/token',
    service: 'harbor-registry',
    refusesTokens: false,
    badCredential: unauthorized('unauthorized: unauthorized'),
    anonymous: unauthorized('unauthorized to access repository'),
    forbidden: unauthorized('unauthorized to access repository'),
    absent: { status: 404, code: 'NOT_FOUND', message: 'repository not found' },
  },
  quay: {
    realm: 'https://{host}/v2/auth',
    service: '{host}',
    refusesTokens: false,
    badCredential: unauthorized('Could not find robot with username'),
    anonymous: unauthorized('access to the requested resource is not authorized'),
    forbidden: unauthorized('access to the requested resource is not authorized'),
    absent: unauthorized('access to the requested resource is not authorized'),
  },
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
  ecr: {
    service: 'ecr.amazonaws.com',
    refusesTokens: false,
    badCredential: denied('Your authorization token has expired. Reauthenticate and try again.'),
    anonymous: { status: 401, text: 'Not Authorized\n' },
    forbidden: denied('User is not authorized to perform: ecr:BatchGetImage'),
    absent: nameUnknown('The repository does not exist in the registry'),
  },
  // https://gallery.ecr.aws
  'public-ecr': {
    realm: 'https://{host}/token/',
    service: '{host}',
    refusesTokens: false,
    badCredential: denied('Your authorization token has expired. Reauthenticate and try again.'),
    anonymous: nameUnknown('The repository does not exist in the registry'),
    forbidden: denied('Not Authorized'),
    absent: nameUnknown('The repository does not exist in the registry'),
  },
  // https://docs.cloud.google.com/artifact-registry/docs/docker/troubleshoot
  google: {
    realm: 'https://{host}/v2/token',
    service: '{host}',
    refusesTokens: true,
    badCredential: unauthorized('authentication failed'),
    anonymous: denied(
      'Unauthenticated request. Unauthenticated requests do not have permission "artifactregistry.repositories.downloadArtifacts" on resource (or it may not exist)',
    ),
    forbidden: denied(
      'Permission "artifactregistry.repositories.downloadArtifacts" denied on resource (or it may not exist)',
    ),
    absent: denied(
      'Permission "artifactregistry.repositories.downloadArtifacts" denied on resource (or it may not exist)',
    ),
  },
  // https://learn.microsoft.com/en-us/azure/container-registry/container-registry-troubleshoot-login
  azure: {
    realm: 'https://{host}/oauth2/token',
    service: '{host}',
    refusesTokens: false,
    badCredential: unauthorized(
      'authentication required, visit https://aka.ms/acr/authorization for more information.',
    ),
    anonymous: unauthorized(
      'authentication required, visit https://aka.ms/acr/authorization for more information.',
    ),
    forbidden: unauthorized(
      'authentication required, visit https://aka.ms/acr/authorization for more information.',
    ),
    absent: nameUnknown(),
  },
  // https://docs.digitalocean.com/products/container-registry/
  digitalocean: {
    realm: 'https://api.digitalocean.com/v2/registry/auth',
    service: '{host}',
    refusesTokens: false,
    badCredential: unauthorized('authentication required'),
    anonymous: unauthorized(),
    forbidden: unauthorized(),
    absent: nameUnknown(),
  },
  // https://www.scaleway.com/en/docs/container-registry/
  scaleway: {
    realm: 'https://api.scaleway.com/registry-internal/v1/regions/fr-par/tokens',
    service: 'registry',
    refusesTokens: false,
    badCredential: unauthorized('authentication required'),
    anonymous: unauthorized(),
    forbidden: denied(),
    absent: nameUnknown(),
  },
  // https://help.sonatype.com/en/docker-registry.html
  nexus: {
    service: 'Sonatype Nexus Repository Manager',
    refusesTokens: false,
    badCredential: unauthorized('access to the requested resource is not authorized'),
    anonymous: unauthorized('access to the requested resource is not authorized'),
    forbidden: denied('access to the requested resource is not authorized'),
    absent: nameUnknown(),
  },
  artifactory: {
    service: 'Artifactory Realm',
    refusesTokens: false,
    badCredential: unauthorized('The client does not have permission for manifest'),
    anonymous: unauthorized('The client does not have permission for manifest'),
    forbidden: denied('The client does not have permission for manifest'),
    absent: {
      status: 404,
      code: 'MANIFEST_UNKNOWN',
      message: 'The named manifest is not known to the registry.',
    },
  },
  // https://distribution.github.io/distribution/about/configuration/#htpasswd
  distribution: {
    service: 'Registry Realm',
    refusesTokens: false,
    badCredential: unauthorized(),
    anonymous: unauthorized(),
    forbidden: denied(),
    absent: nameUnknown(),
  },
  // A registry that asks nobody for anything.
  open: {
    service: '',
    refusesTokens: false,
    badCredential: unauthorized(),
    anonymous: unauthorized(),
    forbidden: denied(),
    absent: nameUnknown(),
  },
}
