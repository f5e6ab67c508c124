import type { Remedy } from '@fairlead/core'

/** Pages of one GitHub installation where a person does what a remedy asks for. */
export interface Links {
  /** Makes a classic token with these scopes ticked. */
  newToken(scopes: readonly string[]): string
  tokens(): string
  sso(organization: string): string
  people(organization: string): string
  invitation(organization: string): string
  tokenPolicy(organization: string): string
  packages(owner: string, ownerType: 'user' | 'organization' | undefined): string
  packageSettings(owner: string, ownerType: 'user' | 'organization' | undefined, name: string): string
}

export function createLinks(web: string): Links {
  const part = encodeURIComponent
  return {
    // Commas and colons are legal in a query, and GitHub's own documentation writes them so.
    // https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
    newToken: (scopes) => `${web}/settings/tokens/new?scopes=${scopes.join(',')}&description=Fairlead`,
    tokens: () => `${web}/settings/tokens`,
    sso: (organization) => `${web}/orgs/${part(organization)}/sso`,
    people: (organization) => `${web}/orgs/${part(organization)}/people`,
    invitation: (organization) => `${web}/orgs/${part(organization)}/invitation`,
    tokenPolicy: (organization) =>
      `${web}/organizations/${part(organization)}/settings/personal-access-tokens`,
    packages: (owner, type) =>
      type === 'user' ? `${web}/${part(owner)}?tab=packages` : `${web}/orgs/${part(owner)}/packages`,
    packageSettings: (owner, type, name) =>
      `${web}/${type === 'user' ? 'users' : 'orgs'}/${part(owner)}/packages/container/${part(name)}/settings`,
  }
}

/** "Make a new token with these scopes", with the page that ticks them. */
export const makeToken = (links: Links, scopes: readonly string[], before = ''): Remedy => ({
  action: `${before}Make a personal access token (classic) with ${listWords(scopes)}, and use that.`,
  link: links.newToken(scopes),
})

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
