export const DOCR = 'https://registry.digitalocean.com'
export const DO_API = 'https://api.digitalocean.com'

export const LINKS = {
  tokens: 'https://cloud.digitalocean.com/account/api/tokens',
  newToken: 'https://cloud.digitalocean.com/account/api/tokens/new',
  registry: 'https://cloud.digitalocean.com/registry',
  garbage: 'https://docs.digitalocean.com/products/container-registry/how-to/clean-up-container-registry/',
} as const
