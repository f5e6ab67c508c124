import { generateKeyPairSync, type KeyObject } from 'node:crypto'

export const HOST = 'europe-west1-docker.pkg.dev'
export const PROJECT = 'acme-prod-1'
export const EMAIL = `puller@${PROJECT}.iam.gserviceaccount.com`
export const KEY_ID = '0123456789abcdef0123456789abcdef01234567'
export const POOL = 'projects/123456789/locations/global/workloadIdentityPools/fairlead/providers/cluster'
export const ISSUER = 'https://issuer.example'
export const SUBJECT = 'system:serviceaccount:tools:fairlead'

export const PLACE = `projects/${PROJECT}/locations/europe-west1/repositories`
const PREFIX = 'artifactregistry.repositories.'
export const READ = `${PREFIX}downloadArtifacts`
export const WRITE = `${PREFIX}uploadArtifacts`

// Slow to make, and no test is about which they are.
const pairs = [0, 1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }))
const pairAt = (index: number) => {
  const pair = pairs[index]
  if (pair === undefined) throw new Error('There are three key pairs.')
  return pair
}
const OTHER = pairAt(1)
export const [OWN, PLATFORM] = [pairAt(0), pairAt(2)]

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** The file of a key, as Google's console gives it. */
export const keyFile = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'service_account',
  project_id: PROJECT,
  private_key_id: KEY_ID,
  private_key: pemOf(OWN.privateKey),
  client_email: EMAIL,
  client_id: '1029384756',
  auth_uri: 'https://accounts.google.com/o/oauth2/auth',
  token_uri: 'https://oauth2.googleapis.com/token',
  universe_domain: 'googleapis.com',
  ...changes,
})

export const otherPrivateKey = (): string => pemOf(OTHER.privateKey)
