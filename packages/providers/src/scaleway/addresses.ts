export const SCALEWAY_API = 'https://api.scaleway.com'

/** Regions of the Container Registry. https://www.scaleway.com/en/docs/container-registry/ */
export const REGIONS = [
  { value: 'fr-par', label: 'Paris (fr-par)' },
  { value: 'nl-ams', label: 'Amsterdam (nl-ams)' },
  { value: 'pl-waw', label: 'Warsaw (pl-waw)' },
] as const

const HOST = /^rg\.([a-z]{2}-[a-z]{3})\.scw\.cloud$/

export const registryAddress = (region: string): string => `https://rg.${region}.scw.cloud`

/** `fr-par` of `rg.fr-par.scw.cloud`; undefined for any other host. */
export const regionOf = (host: string): string | undefined => HOST.exec(host.toLowerCase())?.[1]

/** What `docker login` is to be told: the secret key alone counts. */
export const USERNAME = 'nologin'

export const LINKS = {
  keys: 'https://console.scaleway.com/iam/api-keys',
  policies: 'https://console.scaleway.com/iam/policies',
  namespaces: 'https://console.scaleway.com/registry/namespaces',
} as const
