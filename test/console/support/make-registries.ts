import type { RegistryRequest } from '@fairlead/api/client'
import type { ConsoleHarness } from './console-harness.ts'

const DAY_MS = 86_400_000

/** Ids of registries by what they are for. */
export interface WorldRegistries {
  readonly verified: string
  /** Its credential ends within days. */
  readonly expiring: string
  /** Its token was deleted after it was proved. */
  readonly revoked: string
  /** Its token has no scope at all. */
  readonly scopeless: string
  /** Its credential was replaced, and the one before is still kept. */
  readonly rotated: string
  /** Saved without a proof. */
  readonly unverified: string
}

const GOOD = ['read:packages', 'read:org']

/** Registries of the twin in each state, and one of each other kind, which nobody has asked yet. */
export async function makeRegistries(harness: ConsoleHarness): Promise<WorldRegistries> {
  const { api, org, twin } = harness
  const onTwin = (name: string, description: string, password: string): RegistryRequest => ({
    name,
    description,
    kind: 'GITHUB_CR',
    url: twin.url,
    config: { username: 'acme', password },
  })
  const token = async (scopes: readonly string[], expiresAt?: string) => {
    const { token: made, value } = await twin.state.createToken({ login: twin.user, scopes, expiresAt })
    return { id: made.id, value: harness.guard(value.reveal()) }
  }
  const save = async (request: RegistryRequest, unverified = false): Promise<string> =>
    (await api.registries.create(org, request, { unverified })).id

  const verified = await save(onTwin('github-acme', 'Production images', twin.connectToken.reveal()))

  const soon = await token(GOOD, new Date(Date.now() + 5 * DAY_MS).toISOString())
  const expiring = await save(onTwin('github-staging', 'Images of the staging clusters', soon.value))

  const gone = await token(GOOD)
  const revoked = await save(onTwin('github-legacy', '', gone.value))
  await twin.state.revokeToken(gone.id)
  await api.registries.verifySaved(org, revoked)

  const bare = await token([])
  const scopeless = await save(onTwin('github-ci', 'Pushed to by CI', bare.value), true)
  await api.registries.verifySaved(org, scopeless)

  const before = await token(GOOD)
  const rotated = await save(onTwin('github-rotated', 'Rotated each quarter', before.value))
  const { value: password } = await token(GOOD)
  await api.registries.rotate(org, rotated, { config: { password } })

  const [unverified = ''] = await Promise.all(OTHERS.map((each) => save(withSecret(harness, each), true)))
  return { verified, expiring, revoked, scopeless, rotated, unverified }
}

/** The fields that hold a secret get one that is guarded. */
function withSecret(harness: ConsoleHarness, request: RegistryRequest): RegistryRequest {
  const config = Object.entries(request.config).map(([name, value]) =>
    value === SECRET ? [name, harness.guard(`secret-of-${request.name}-4f1c9a`)] : [name, value],
  )
  return { ...request, config: Object.fromEntries(config) }
}

const SECRET = 'SECRET'
const OTHERS: readonly RegistryRequest[] = [
  { name: 'docker-hub', kind: 'DOCKER_HUB', config: { username: 'acmebot', password: SECRET } },
  {
    name: 'gitlab-platform',
    kind: 'GITLAB_CR',
    description: 'Images of the platform team',
    url: 'https://registry.gitlab.example',
    config: { username: 'deploy-token-7', password: SECRET },
  },
  {
    name: 'ecr-frankfurt',
    kind: 'ECR',
    url: 'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com',
    config: { region: 'eu-central-1', access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: SECRET },
  },
  {
    name: 'harbor',
    kind: 'GENERIC_CR',
    description:
      'Harbor in the data centre, and a name that is long enough to be cut where there is little room',
    url: 'https://harbor.acme.example',
    config: { username: 'robot$pull', password: SECRET },
  },
  {
    name: 'azure-west',
    kind: 'AZURE_CR',
    url: 'https://acme.azurecr.io',
    config: { username: 'acme-pull', password: SECRET },
  },
]
