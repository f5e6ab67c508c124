/** Every link of the console is made here. */
const part = encodeURIComponent
const query = (values: Readonly<Record<string, string | undefined>>): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value) search.set(name, value)
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

interface Org {
  readonly org: string
}
interface OfRegistry extends Org {
  readonly registryId: string
}
interface OfImage extends OfRegistry {
  readonly image: string
}
interface OfApplication extends Org {
  readonly applicationId: string
}

export const paths = {
  login: ({ next }: { readonly next?: string } = {}) => `/login${query({ next })}`,
  overview: ({ org }: Org) => `/o/${part(org)}`,
  doctor: ({
    org,
    ...asked
  }: Org & {
    readonly image?: string
    readonly platform?: string | undefined
    /** `push` for a push; else a pull. */
    readonly purpose?: string | undefined
  }) => `/o/${part(org)}/doctor${query(asked)}`,

  registries: ({ org }: Org) => `/o/${part(org)}/settings/container-registries`,
  addRegistry: ({ org, kind, url }: Org & { readonly kind?: string; readonly url?: string }) =>
    `${paths.registries({ org })}/add${query({ kind, url })}`,
  registry: ({ registryId, ...org }: OfRegistry) => `${paths.registries(org)}/${part(registryId)}`,
  editRegistry: (of: OfRegistry) => `${paths.registry(of)}/edit`,
  rotateRegistry: (of: OfRegistry) => `${paths.registry(of)}/rotate`,
  images: (of: OfRegistry) => `${paths.registry(of)}/images`,
  image: ({ image, ...of }: OfImage) => `${paths.images(of)}/${part(image)}`,
  imageTag: ({ reference, ...of }: OfImage & { readonly reference: string }) =>
    `${paths.image(of)}/${part(reference)}`,

  applications: ({ org }: Org) => `/o/${part(org)}/applications`,
  createApplication: ({
    org,
    ...from
  }: Org & {
    readonly registry?: string
    readonly image?: string
    readonly tag?: string
    readonly environment?: string
  }) => `${paths.applications({ org })}/create${query(from)}`,
  application: ({ applicationId, ...org }: OfApplication) =>
    `${paths.applications(org)}/${part(applicationId)}`,
  applicationLogs: (of: OfApplication) => `${paths.application(of)}/logs`,
  applicationSettings: (of: OfApplication) => `${paths.application(of)}/settings`,
  deployments: (of: OfApplication) => `${paths.application(of)}/deployments`,
  deployment: ({ deploymentId, ...of }: OfApplication & { readonly deploymentId: string }) =>
    `${paths.deployments(of)}/${part(deploymentId)}`,

  projects: ({ org }: Org) => `/o/${part(org)}/settings/projects`,
  clusters: ({ org }: Org) => `/o/${part(org)}/settings/clusters`,
  tokens: ({ org }: Org) => `/o/${part(org)}/settings/api-tokens`,
  webhooks: ({ org }: Org) => `/o/${part(org)}/settings/webhooks`,
  webhook: ({ webhookId, ...org }: Org & { readonly webhookId: string }) =>
    `${paths.webhooks(org)}/${part(webhookId)}`,
  audit: ({ org }: Org) => `/o/${part(org)}/settings/audit`,
  settings: ({ org }: Org) => `/o/${part(org)}/settings/general`,
} as const
