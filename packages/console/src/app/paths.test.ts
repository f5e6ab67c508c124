import { expect, test } from 'vitest'
import { paths } from './paths.ts'

const registry = { org: 'o-1', registryId: 'r-1' }
const application = { org: 'o-1', applicationId: 'a-1' }

test('every link of the console', () => {
  expect({
    login: paths.login({ next: '/o/o-1?search=a&b' }),
    overview: paths.overview({ org: 'o-1' }),
    doctor: paths.doctor({ org: 'o-1', image: 'ghcr.io/acme/app:1.4' }),
    registries: paths.registries({ org: 'o-1' }),
    addRegistry: paths.addRegistry({ org: 'o-1', kind: 'GITHUB_CR' }),
    registry: paths.registry(registry),
    editRegistry: paths.editRegistry(registry),
    rotateRegistry: paths.rotateRegistry(registry),
    images: paths.images(registry),
    image: paths.image({ ...registry, image: 'acme/app' }),
    imageTag: paths.imageTag({ ...registry, image: 'acme/app', reference: 'sha256:ab' }),
    applications: paths.applications({ org: 'o-1' }),
    createApplication: paths.createApplication({ org: 'o-1', image: 'acme/app', tag: '1.10' }),
    application: paths.application(application),
    applicationLogs: paths.applicationLogs(application),
    applicationSettings: paths.applicationSettings(application),
    deployments: paths.deployments(application),
    deployment: paths.deployment({ ...application, deploymentId: 'd-1' }),
    projects: paths.projects({ org: 'o-1' }),
    clusters: paths.clusters({ org: 'o-1' }),
    tokens: paths.tokens({ org: 'o-1' }),
    webhooks: paths.webhooks({ org: 'o-1' }),
    webhook: paths.webhook({ org: 'o-1', webhookId: 'w-1' }),
    audit: paths.audit({ org: 'o-1' }),
    settings: paths.settings({ org: 'o-1' }),
  }).toMatchInlineSnapshot(`
    {
      "addRegistry": "/o/o-1/settings/container-registries/add?kind=GITHUB_CR",
      "application": "/o/o-1/applications/a-1",
      "applicationLogs": "/o/o-1/applications/a-1/logs",
      "applicationSettings": "/o/o-1/applications/a-1/settings",
      "applications": "/o/o-1/applications",
      "audit": "/o/o-1/settings/audit",
      "clusters": "/o/o-1/settings/clusters",
      "createApplication": "/o/o-1/applications/create?image=acme%2Fapp&tag=1.10",
      "deployment": "/o/o-1/applications/a-1/deployments/d-1",
      "deployments": "/o/o-1/applications/a-1/deployments",
      "doctor": "/o/o-1/doctor?image=ghcr.io%2Facme%2Fapp%3A1.4",
      "editRegistry": "/o/o-1/settings/container-registries/r-1/edit",
      "image": "/o/o-1/settings/container-registries/r-1/images/acme%2Fapp",
      "imageTag": "/o/o-1/settings/container-registries/r-1/images/acme%2Fapp/sha256%3Aab",
      "images": "/o/o-1/settings/container-registries/r-1/images",
      "login": "/login?next=%2Fo%2Fo-1%3Fsearch%3Da%26b",
      "overview": "/o/o-1",
      "projects": "/o/o-1/settings/projects",
      "registries": "/o/o-1/settings/container-registries",
      "registry": "/o/o-1/settings/container-registries/r-1",
      "rotateRegistry": "/o/o-1/settings/container-registries/r-1/rotate",
      "settings": "/o/o-1/settings/general",
      "tokens": "/o/o-1/settings/api-tokens",
      "webhook": "/o/o-1/settings/webhooks/w-1",
      "webhooks": "/o/o-1/settings/webhooks",
    }
  `)
})
