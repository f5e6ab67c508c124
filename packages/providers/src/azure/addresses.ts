/** A registry, and the services of the cloud that it is of. */
export interface AzureHost {
  readonly host: string
  /** The name of the registry, which is its admin user's too. */
  readonly name: string
  /** Where Microsoft Entra ID gives tokens. */
  readonly authority: string
  readonly graph: string
  readonly portal: string
}

type Cloud = Pick<AzureHost, 'authority' | 'graph' | 'portal'>

// https://learn.microsoft.com/en-us/entra/identity-platform/authentication-national-cloud
const CLOUDS: Readonly<Record<string, Cloud>> = {
  'azurecr.io': {
    authority: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    portal: 'https://portal.azure.com',
  },
  'azurecr.us': {
    authority: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    portal: 'https://portal.azure.us',
  },
  'azurecr.cn': {
    authority: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
  },
}

// A registry whose name is not its own alone has a hash behind it (domain name label).
// https://learn.microsoft.com/en-us/azure/container-registry/container-registry-get-started-portal
const HOST = /^([a-z0-9]{1,50})(?:-[a-z0-9]+)?\.(azurecr\.(?:io|us|cn))$/

export const ADDRESS_PATTERN = 'https://[a-z0-9]+(?:-[a-z0-9]+)?\\.azurecr\\.(?:io|us|cn)/?'

/** Undefined for a host that is no Azure Container Registry. */
export function azureHost(host: string): AzureHost | undefined {
  const [, name, suffix = ''] = HOST.exec(host) ?? []
  const cloud = CLOUDS[suffix]
  return name === undefined || cloud === undefined ? undefined : { host, name, ...cloud }
}

/** The page of a registry's owner in the portal: it finds the registry by its name. */
export const registriesPage = ({ portal }: AzureHost): string =>
  `${portal}/#browse/Microsoft.ContainerRegistry%2Fregistries`

export const applicationPage = ({ portal }: AzureHost, clientId: string): string =>
  `${portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/${encodeURIComponent(clientId)}`
