import { readFile } from 'node:fs/promises'
import { type Finding, finding, Secret } from '@fairlead/core'
import type { AmbientOptions } from '../ambient.ts'
import { notLent } from '../verification/not-lent.ts'
import { createVendorApi, type VendorAnswer, type VendorQuestion } from '../verification/vendor-api.ts'
import type { AzureHost } from './addresses.ts'
import { askEntra } from './entra-token.ts'
import type { AzureOptions } from './exchange.ts'
import type { ManagedIdentity } from './identity.ts'
import { type AzureQuestions, type EntraToken, fieldOf, REGISTRY_RESOURCE } from './questions.ts'

// https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
const METADATA = 'http://169.254.169.254/metadata/identity/oauth2/token'
const TOKEN_FILE = 'AZURE_FEDERATED_TOKEN_FILE'
const GUIDE =
  'https://learn.microsoft.com/en-us/azure/container-registry/container-registry-authentication-managed-identity'

type Environment = NonNullable<AmbientOptions['environment']>

const unavailable = (summary: string, asked: string, answered: string): { readonly finding: Finding } => ({
  finding: finding('ambient.unavailable', {
    summary,
    evidence: [{ asked, answered }],
    remedy: {
      action:
        'Assign a managed identity to the machine that this server runs on (in a cluster: a workload identity to its service account), or give the connection a service principal.',
      link: GUIDE,
    },
  }),
})

/** A token of Kubernetes, which Entra ID takes for that of an application. https://azure.github.io/azure-workload-identity/docs/ */
async function asWorkload(
  questions: AzureQuestions,
  host: AzureHost,
  { tenant, clientId }: ManagedIdentity,
  environment: Environment,
): Promise<EntraToken> {
  const application = clientId ?? environment.AZURE_CLIENT_ID
  if (application === undefined || application === '') {
    return unavailable('The identity of this server has no client ID.', 'AZURE_CLIENT_ID', 'not set')
  }
  try {
    const file = environment[TOKEN_FILE] ?? ''
    const text = await readFile(file, { encoding: 'utf8', signal: questions.signal })
    const assertion = new Secret(text.trim())
    const proof = { assertion }
    return await askEntra(questions, {
      host,
      tenant,
      clientId: application,
      proof,
      resource: REGISTRY_RESOURCE,
    })
  } catch (error) {
    questions.signal.throwIfAborted()
    // Only the reason, not the path: whoever may add a registry need not know the server's folders.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'not readable'
    return unavailable("The token of this server's identity cannot be read.", TOKEN_FILE, code)
  }
}

function judgeMetadata(answer: VendorAnswer): EntraToken {
  const { asked, answered } = answer.exchange
  const token = answer.kind === 'reply' ? fieldOf(answer.json, 'access_token') : undefined
  if (answer.kind === 'reply' && answer.status === 200 && typeof token === 'string' && token !== '') {
    return { token: new Secret(token) }
  }
  const none = answer.kind === 'reply' && /identity not found/i.test(answer.said)
  return unavailable(
    none
      ? 'The machine that this server runs on has no such managed identity.'
      : 'The metadata service of Azure, which gives managed identities, gives none to this server.',
    asked,
    answered,
  )
}

/**
 * The platform's own address of App Service and Container Apps, or else the metadata service of a machine.
 * https://learn.microsoft.com/en-us/azure/app-service/overview-managed-identity
 */
function metadataQuestion(clientId: string | undefined, environment: Environment): VendorQuestion {
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header } = environment
  const query = (version: string): string =>
    new URLSearchParams({
      'api-version': version,
      resource: REGISTRY_RESOURCE,
      ...(clientId === undefined ? {} : { client_id: clientId }),
    }).toString()
  if (!endpoint || !header || !URL.canParse(endpoint)) {
    return { url: `${METADATA}?${query('2018-02-01')}`, headers: { Metadata: 'true' } }
  }
  return {
    url: `${endpoint}?${query('2019-08-01')}`,
    headers: { 'X-IDENTITY-HEADER': header },
    secrets: [new Secret(header)],
  }
}

async function asMachine(
  options: AzureOptions,
  { clientId }: ManagedIdentity,
  environment: Environment,
  signal: AbortSignal,
): Promise<EntraToken> {
  const ask = createVendorApi({ fetch: options.ambientFetch ?? options.fetch, limitMs: options.limitMs })
  return judgeMetadata(await ask(metadataQuestion(clientId, environment), signal))
}

/** An access token for the identity of this server itself, where its operator lends it. */
export async function askAsServer(
  options: AzureOptions,
  questions: AzureQuestions,
  host: AzureHost,
  identity: ManagedIdentity,
): Promise<EntraToken> {
  if (!options.ambientIdentities) return { finding: notLent('a service principal with a client secret') }
  const environment = options.environment ?? process.env
  return environment[TOKEN_FILE]
    ? asWorkload(questions, host, identity, environment)
    : asMachine(options, identity, environment, questions.signal)
}
