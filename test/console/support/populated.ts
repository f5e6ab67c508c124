import type { ConsoleHarness } from './console-harness.ts'
import { makeApplications, type WorldApplications } from './make-applications.ts'
import { makeRegistries, type WorldRegistries } from './make-registries.ts'
import { pushImages } from './push-images.ts'

/** What the pages are looked at with: something of everything. */
export interface PopulatedWorld {
  readonly org: string
  /** Of the twin, as an image names it. */
  readonly host: string
  readonly registries: WorldRegistries
  readonly applications: WorldApplications
  readonly webhook: string
  /** Id of an organization that has nothing yet. */
  readonly emptyOrg: string
}

const IMAGES = {
  'acme/api': [
    ['1.9.0'],
    ['1.10.0', '1.10'],
    ['1.11.0', '1.11'],
    ['1.12.0', '1.12', '1', 'latest', 'sha-8f14e45'],
    ['2.0.0-rc.1'],
  ],
  'acme/web': [['3.2.0'], ['3.2.1', 'latest']],
  'acme/team/worker': [['0.9.0', 'edge']],
}

/** Fills a harness that was just started, by the API and the twin only. */
export async function populate(harness: ConsoleHarness): Promise<PopulatedWorld> {
  const { api, org, twin } = harness
  await twin.state.putRepository({ owner: 'acme', name: 'api', private: false })
  await pushImages(twin, IMAGES)
  await twin.state.putPackage({ owner: 'acme', name: 'web', visibility: 'public' })
  const registries = await makeRegistries(harness)
  const applications = await makeApplications(harness, registries.verified)
  const webhook = await makeSettings(harness)
  const { id: emptyOrg } = await api.organizations.create({ name: 'Blank Slate' })
  return { org, host: new URL(twin.url).host, registries, applications, webhook, emptyOrg }
}

/** Gives the id of the webhook that is in use. */
async function makeSettings({ api, org, twin, guard }: ConsoleHarness): Promise<string> {
  for (const [name, role] of [
    ['ci', 'deployer'],
    ['dashboard', 'viewer'],
  ] as const) {
    guard((await api.tokens.create(org, { name, role })).token)
  }
  const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString()
  guard((await api.tokens.create(org, { name: 'contractor', role: 'viewer', expires_at: inAMonth })).token)
  // Sent to the twin, the one address that the server may reach here; it answers that it knows no such path.
  const { id } = await api.webhooks.create(org, {
    kind: 'STANDARD',
    target_url: `${twin.url}/hooks/fairlead`,
    target_secret: guard('signing-key-5b2d7e'),
    description: 'The pager of the platform team',
    events: ['REGISTRY_HEALTH_CHANGED', 'REGISTRY_CREDENTIAL_EXPIRING', 'DEPLOYMENT_FAILURE'],
    environment_types_filter: ['PRODUCTION'],
  })
  await api.webhooks.test(org, id)
  await api.webhooks.create(org, {
    kind: 'SLACK',
    target_url: 'https://hooks.slack.example/services/T000/B000',
    description: '#deployments',
    events: ['DEPLOYMENT_STARTED', 'DEPLOYMENT_SUCCESSFUL'],
    enabled: false,
  })
  return id
}
