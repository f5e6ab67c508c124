import type { Page } from 'playwright-core'
import { paths } from '../../../packages/console/src/app/paths.ts'
import type { PopulatedWorld } from './populated.ts'

/** A page of the console as somebody may find it. */
export interface PageToSee {
  /** Names its screenshots. */
  readonly name: string
  /** As the router has it. */
  readonly route: string
  readonly address: (world: PopulatedWorld) => string
  /** For nobody, who is not signed in. */
  readonly signedOut?: boolean
  /** What is done before it is looked at, such as opening a dialog. */
  readonly prepare?: (page: Page) => Promise<void>
}

const ORG = '/o/$org'
const REGISTRIES = `${ORG}/settings/container-registries`
const REGISTRY = `${REGISTRIES}/$registryId`
const APPLICATION = `${ORG}/applications/$applicationId`

const registry = ({ org, registries }: PopulatedWorld, which: keyof PopulatedWorld['registries']) => ({
  org,
  registryId: registries[which],
})
const application = (
  { org, applications }: PopulatedWorld,
  which: 'deployed' | 'failed' | 'stopped' | 'neverDeployed',
) => ({ org, applicationId: applications[which] })

/** Opens the dialog behind a button of the page. */
const opened = (name: string) => async (page: Page) => {
  await page.getByRole('main').getByRole('button', { name, exact: true }).first().click()
  await page.getByRole('dialog').waitFor()
}

/** Every page of the console: the tests open each, and `npm run screenshots` shows them. */
export const PAGES: readonly PageToSee[] = [
  { name: 'login', route: '/login', address: () => paths.login(), signedOut: true },
  { name: 'overview', route: ORG, address: ({ org }) => paths.overview({ org }) },
  { name: 'overview-empty', route: ORG, address: ({ emptyOrg }) => paths.overview({ org: emptyOrg }) },
  { name: 'doctor', route: `${ORG}/doctor`, address: ({ org }) => paths.doctor({ org }) },
  {
    name: 'doctor-diagnosis',
    route: `${ORG}/doctor`,
    address: ({ org, host }) => paths.doctor({ org, image: `${host}/acme/missing:1` }),
  },
  { name: 'registries', route: REGISTRIES, address: ({ org }) => paths.registries({ org }) },
  {
    name: 'registries-empty',
    route: REGISTRIES,
    address: ({ emptyOrg }) => paths.registries({ org: emptyOrg }),
  },
  { name: 'registry-add', route: `${REGISTRIES}/add`, address: ({ org }) => paths.addRegistry({ org }) },
  {
    name: 'registry-add-github',
    route: `${REGISTRIES}/add`,
    address: ({ org }) => paths.addRegistry({ org, kind: 'GITHUB_CR' }),
  },
  {
    name: 'registry-add-ecr',
    route: `${REGISTRIES}/add`,
    address: ({ org }) => paths.addRegistry({ org, kind: 'ECR' }),
  },
  {
    name: 'registry-verified',
    route: REGISTRY,
    address: (world) => paths.registry(registry(world, 'verified')),
  },
  {
    name: 'registry-warning',
    route: REGISTRY,
    address: (world) => paths.registry(registry(world, 'expiring')),
  },
  {
    name: 'registry-failing',
    route: REGISTRY,
    address: (world) => paths.registry(registry(world, 'revoked')),
  },
  {
    name: 'registry-scopeless',
    route: REGISTRY,
    address: (world) => paths.registry(registry(world, 'scopeless')),
  },
  {
    name: 'registry-rotated',
    route: REGISTRY,
    address: (world) => paths.registry(registry(world, 'rotated')),
  },
  {
    name: 'registry-unverified',
    route: REGISTRY,
    address: (world) => paths.registry(registry(world, 'unverified')),
  },
  {
    name: 'registry-verify',
    route: REGISTRY,
    address: (world) => paths.registry(registry(world, 'scopeless')),
    prepare: async (page) => {
      await opened('Verify now')(page)
      await page.getByRole('dialog').getByText('The connection does not work').waitFor()
    },
  },
  {
    name: 'registry-delete',
    route: REGISTRY,
    address: (world) => paths.registry(registry(world, 'verified')),
    prepare: opened('Delete'),
  },
  {
    name: 'registry-edit',
    route: `${REGISTRY}/edit`,
    address: (world) => paths.editRegistry(registry(world, 'verified')),
  },
  {
    name: 'registry-rotate',
    route: `${REGISTRY}/rotate`,
    address: (world) => paths.rotateRegistry(registry(world, 'verified')),
  },
  {
    name: 'images',
    route: `${REGISTRY}/images`,
    address: (world) => paths.images(registry(world, 'verified')),
  },
  {
    name: 'image',
    route: `${REGISTRY}/images/$image`,
    address: (world) => paths.image({ ...registry(world, 'verified'), image: 'acme/api' }),
  },
  {
    name: 'image-tag',
    route: `${REGISTRY}/images/$image/$reference`,
    address: (world) =>
      paths.imageTag({ ...registry(world, 'verified'), image: 'acme/api', reference: '1.12.0' }),
  },
  { name: 'applications', route: `${ORG}/applications`, address: ({ org }) => paths.applications({ org }) },
  {
    name: 'applications-empty',
    route: `${ORG}/applications`,
    address: ({ emptyOrg }) => paths.applications({ org: emptyOrg }),
  },
  {
    name: 'application-create',
    route: `${ORG}/applications/create`,
    address: ({ org }) => paths.createApplication({ org }),
  },
  {
    name: 'application-create-from-tag',
    route: `${ORG}/applications/create`,
    address: ({ org, registries }) =>
      paths.createApplication({ org, registry: registries.verified, image: 'acme/api', tag: '1.12.0' }),
  },
  {
    name: 'application-deployed',
    route: APPLICATION,
    address: (world) => paths.application(application(world, 'deployed')),
  },
  {
    name: 'application-failed',
    route: APPLICATION,
    address: (world) => paths.application(application(world, 'failed')),
  },
  {
    name: 'application-stopped',
    route: APPLICATION,
    address: (world) => paths.application(application(world, 'stopped')),
  },
  {
    name: 'application-never-deployed',
    route: APPLICATION,
    address: (world) => paths.application(application(world, 'neverDeployed')),
  },
  {
    name: 'application-deploy',
    route: APPLICATION,
    address: (world) => paths.application(application(world, 'deployed')),
    prepare: opened('Deploy …'),
  },
  {
    name: 'application-delete',
    route: APPLICATION,
    address: (world) => paths.application(application(world, 'deployed')),
    prepare: opened('Delete …'),
  },
  {
    name: 'application-logs',
    route: `${APPLICATION}/logs`,
    address: (world) => paths.applicationLogs(application(world, 'deployed')),
  },
  {
    name: 'application-settings',
    route: `${APPLICATION}/settings`,
    address: (world) => paths.applicationSettings(application(world, 'deployed')),
  },
  {
    name: 'application-settings-volumes',
    route: `${APPLICATION}/settings`,
    address: (world) => paths.applicationSettings(application(world, 'neverDeployed')),
  },
  {
    name: 'deployments',
    route: `${APPLICATION}/deployments`,
    address: (world) => paths.deployments(application(world, 'deployed')),
  },
  {
    name: 'deployment',
    route: `${APPLICATION}/deployments/$deploymentId`,
    address: (world) =>
      paths.deployment({ ...application(world, 'deployed'), deploymentId: world.applications.deployment }),
  },
  {
    name: 'deployment-failed',
    route: `${APPLICATION}/deployments/$deploymentId`,
    address: (world) =>
      paths.deployment({
        ...application(world, 'failed'),
        deploymentId: world.applications.failedDeployment,
      }),
  },
  { name: 'projects', route: `${ORG}/settings/projects`, address: ({ org }) => paths.projects({ org }) },
  {
    name: 'environment-new',
    route: `${ORG}/settings/projects`,
    address: ({ org }) => paths.projects({ org }),
    prepare: opened('New environment'),
  },
  {
    name: 'cluster-add',
    route: `${ORG}/settings/clusters`,
    address: ({ org }) => paths.clusters({ org }),
    prepare: opened('Add cluster'),
  },
  {
    name: 'token-create',
    route: `${ORG}/settings/api-tokens`,
    address: ({ org }) => paths.tokens({ org }),
    prepare: opened('Create token'),
  },
  {
    name: 'webhook-add',
    route: `${ORG}/settings/webhooks`,
    address: ({ org }) => paths.webhooks({ org }),
    prepare: opened('Add webhook'),
  },
  { name: 'clusters', route: `${ORG}/settings/clusters`, address: ({ org }) => paths.clusters({ org }) },
  { name: 'tokens', route: `${ORG}/settings/api-tokens`, address: ({ org }) => paths.tokens({ org }) },
  { name: 'webhooks', route: `${ORG}/settings/webhooks`, address: ({ org }) => paths.webhooks({ org }) },
  {
    name: 'webhooks-empty',
    route: `${ORG}/settings/webhooks`,
    address: ({ emptyOrg }) => paths.webhooks({ org: emptyOrg }),
  },
  {
    name: 'webhook',
    route: `${ORG}/settings/webhooks/$webhookId`,
    address: ({ org, webhook }) => paths.webhook({ org, webhookId: webhook }),
  },
  { name: 'audit', route: `${ORG}/settings/audit`, address: ({ org }) => paths.audit({ org }) },
  { name: 'settings', route: `${ORG}/settings/general`, address: ({ org }) => paths.settings({ org }) },
]

/** Waits until nothing of the page is still to come, then does what the page asks for. */
export async function settle(page: Page, { prepare }: Pick<PageToSee, 'prepare'> = {}): Promise<void> {
  await loaded(page)
  if (!prepare) return
  await prepare(page)
  await loaded(page)
}

async function loaded(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page
    .getByRole('status')
    .filter({ hasText: /^Loading / })
    .first()
    .waitFor({ state: 'detached' })
}
