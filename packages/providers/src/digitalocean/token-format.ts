/**
 * What the form of a secret tells: personal access tokens (`dop_v1_`), OAuth tokens (`doo_v1_`), refresh tokens
 * (`dor_v1_`), keys of Spaces (`DO` and 18 letters and digits), and `other`, such as what `doctl registry docker-config` gives.
 * https://docs.digitalocean.com/reference/api/#section/Authentication
 */
export type DigitalOceanSecretKind = 'personal' | 'oauth' | 'refresh' | 'spaces-key' | 'other'

const KINDS: readonly (readonly [RegExp, DigitalOceanSecretKind])[] = [
  [/^dop_v1_/, 'personal'],
  [/^doo_v1_/, 'oauth'],
  [/^dor_v1_/, 'refresh'],
  [/^DO[0-9A-Z]{18}$/, 'spaces-key'],
]

export const digitalOceanSecretKind = (secret: string): DigitalOceanSecretKind =>
  KINDS.find(([form]) => form.test(secret))?.[1] ?? 'other'
