import { LINKS } from './addresses.ts'

/** What the token is for. */
export type Purpose = 'pull' | 'push'

/**
 * A login that only reads takes registry:read; one that writes as well takes registry:create.
 * https://github.com/digitalocean/action-doctl/issues/83
 */
export const neededScopes = (purpose: Purpose): readonly string[] =>
  purpose === 'push' ? ['registry:read', 'registry:create', 'registry:update'] : ['registry:read']

const words = new Intl.ListFormat('en-GB')

/** For a sentence: `registry:read, registry:create and registry:update`. */
export const scopeWords = (purpose: Purpose): string => words.format(neededScopes(purpose))

/** The remedy where another token is needed. */
export const newToken = (purpose: Purpose) => ({
  action: `Make a personal access token with ${scopeWords(purpose)}, and use that.`,
  link: LINKS.newToken,
})
