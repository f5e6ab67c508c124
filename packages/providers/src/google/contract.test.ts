import { generateKeyPairSync } from 'node:crypto'
import { registryProviderContract } from '../contract.ts'
import { mappedFetch } from '../testing/mapped-fetch.ts'
import { answerJson } from '../testing/scripted-server.ts'
import { createGoogleProvider } from './provider.ts'
import { createGoogleWorld, KEY } from './testing/google-world.ts'

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const key = JSON.stringify({
  type: 'service_account',
  project_id: 'acme-prod-1',
  private_key_id: 'abcdef',
  private_key: privateKey,
  client_email: 'puller@acme-prod-1.iam.gserviceaccount.com',
})
const lines = privateKey.split('\n')

registryProviderContract({
  name: 'GCP_ARTIFACT_REGISTRY',
  create: ({ url, clock, limitMs }) =>
    createGoogleProvider({ fetch: mappedFetch(() => url).fetch, clock, limitMs }),
  address: 'https://europe-west1-docker.pkg.dev',
  account: { json_credentials: Buffer.from(key).toString('base64') },
  secrets: [lines[1] ?? '', lines[10] ?? '', key, Buffer.from(key).toString('base64')],
  exchange: {
    script: (_request, response) =>
      answerJson(response, 200, { access_token: 'ya29.contract', expires_in: 3599 }),
    credential: { username: 'oauth2accesstoken', password: 'ya29.contract' },
  },
  faulty: {
    config: (secret) => ({
      gcp_credentials_type: 'magic',
      json_credentials: { [secret]: secret },
      project_id: 7,
      region: ['x'],
    }),
    fields: [
      'config.gcp_credentials_type',
      'config.json_credentials',
      'config.project_id',
      'config.region',
      'url',
    ],
  },
  image: 'acme-prod-1/apps/api:1.0',
  working: async () => {
    const world = await createGoogleWorld()
    return {
      provider: world.provider,
      connection: world.connection(KEY),
      image: 'acme-prod-1/apps/api:1.0',
      seen: world.cloud.seen,
      close: () => world.close(),
    }
  },
})
