import { ApiError } from '@fairlead/api/client'
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { organizationsQuery } from '../data/organizations.ts'
import { Shell } from '../layout/shell.tsx'
import { NotFoundPage } from '../pages/not-found-page.tsx'
import { TroublePage } from '../pages/trouble-page.tsx'
import { Waiting } from '../ui/waiting.tsx'
import { paths } from './paths.ts'
import { queryClient } from './query-client.ts'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  // A token of one organization sees one; whoever sees several chooses in the header.
  loader: async () => {
    const [first] = await queryClient.ensureQueryData(organizationsQuery()).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) return []
      throw error
    })
    throw redirect({ href: first ? paths.overview({ org: first.id }) : paths.login() })
  },
  component: () => null,
})

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: lazyRouteComponent(() => import('../pages/login-page.tsx'), 'LoginPage'),
})

const organization = createRoute({ getParentRoute: () => root, path: '/o/$org', component: Shell })

type Page = ReturnType<typeof lazyRouteComponent>
const page = (path: string, component: Page) =>
  createRoute({ getParentRoute: () => organization, path, component })

const REGISTRIES = '/settings/container-registries'
const pages = [
  page(
    '/',
    lazyRouteComponent(() => import('../pages/overview/overview-page.tsx'), 'OverviewPage'),
  ),
  page(
    '/doctor',
    lazyRouteComponent(() => import('../pages/doctor/doctor-page.tsx'), 'DoctorPage'),
  ),
  page(
    REGISTRIES,
    lazyRouteComponent(() => import('../pages/registries/registries-page.tsx'), 'RegistriesPage'),
  ),
  page(
    `${REGISTRIES}/add`,
    lazyRouteComponent(() => import('../pages/registry-form/add-registry-page.tsx'), 'AddRegistryPage'),
  ),
  page(
    `${REGISTRIES}/$registryId`,
    lazyRouteComponent(() => import('../pages/registry/registry-page.tsx'), 'RegistryPage'),
  ),
  page(
    `${REGISTRIES}/$registryId/edit`,
    lazyRouteComponent(() => import('../pages/registry-form/edit-registry-page.tsx'), 'EditRegistryPage'),
  ),
  page(
    `${REGISTRIES}/$registryId/rotate`,
    lazyRouteComponent(() => import('../pages/registry-form/rotate-registry-page.tsx'), 'RotateRegistryPage'),
  ),
  page(
    `${REGISTRIES}/$registryId/images`,
    lazyRouteComponent(() => import('../pages/images/images-page.tsx'), 'ImagesPage'),
  ),
  page(
    `${REGISTRIES}/$registryId/images/$image`,
    lazyRouteComponent(() => import('../pages/images/image-page.tsx'), 'ImagePage'),
  ),
  page(
    `${REGISTRIES}/$registryId/images/$image/$reference`,
    lazyRouteComponent(() => import('../pages/images/image-tag-page.tsx'), 'ImageTagPage'),
  ),
  page(
    '/applications',
    lazyRouteComponent(() => import('../pages/applications/applications-page.tsx'), 'ApplicationsPage'),
  ),
  page(
    '/applications/create',
    lazyRouteComponent(
      () => import('../pages/application-form/create-application-page.tsx'),
      'CreateApplicationPage',
    ),
  ),
  page(
    '/applications/$applicationId',
    lazyRouteComponent(() => import('../pages/application/application-page.tsx'), 'ApplicationPage'),
  ),
  page(
    '/applications/$applicationId/logs',
    lazyRouteComponent(() => import('../pages/application/application-logs-page.tsx'), 'ApplicationLogsPage'),
  ),
  page(
    '/applications/$applicationId/settings',
    lazyRouteComponent(
      () => import('../pages/application-form/application-settings-page.tsx'),
      'ApplicationSettingsPage',
    ),
  ),
  page(
    '/applications/$applicationId/deployments',
    lazyRouteComponent(() => import('../pages/application/deployments-page.tsx'), 'DeploymentsPage'),
  ),
  page(
    '/applications/$applicationId/deployments/$deploymentId',
    lazyRouteComponent(() => import('../pages/application/deployment-page.tsx'), 'DeploymentPage'),
  ),
  page(
    '/settings/projects',
    lazyRouteComponent(() => import('../pages/projects/projects-page.tsx'), 'ProjectsPage'),
  ),
  page(
    '/settings/clusters',
    lazyRouteComponent(() => import('../pages/clusters/clusters-page.tsx'), 'ClustersPage'),
  ),
  page(
    '/settings/api-tokens',
    lazyRouteComponent(() => import('../pages/api-tokens/api-tokens-page.tsx'), 'ApiTokensPage'),
  ),
  page(
    '/settings/webhooks',
    lazyRouteComponent(() => import('../pages/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
  ),
  page(
    '/settings/webhooks/$webhookId',
    lazyRouteComponent(() => import('../pages/webhooks/webhook-page.tsx'), 'WebhookPage'),
  ),
  page(
    '/settings/audit',
    lazyRouteComponent(() => import('../pages/audit/audit-page.tsx'), 'AuditPage'),
  ),
  page(
    '/settings/general',
    lazyRouteComponent(() => import('../pages/settings/settings-page.tsx'), 'SettingsPage'),
  ),
]

export const router = createRouter({
  routeTree: root.addChildren([home, login, organization.addChildren(pages)]),
  // Plain text: what looks like a number, such as the tag 1.10, stays what it is.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    )
    const text = new URLSearchParams(given).toString()
    return text === '' ? '' : `?${text}`
  },
  defaultPendingComponent: () => <Waiting for="the page" />,
  defaultErrorComponent: TroublePage,
  scrollRestoration: true,
})
