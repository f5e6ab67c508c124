import {
  type FieldIssue,
  type ParsedDraft,
  type PublicConfig,
  type RegistryDraft,
  Secret,
} from '@fairlead/core'
import { type DraftFields, readDraft } from '../verification/draft-fields.ts'
import { normalizeAddress } from '../verification/registry-address.ts'
import { type GoogleHost, googleHost, isLocation } from './addresses.ts'
import { FEDERATION, TOKEN_USER } from './identity.ts'
import {
  isKeyProblem,
  readServiceAccountKey,
  type ServiceAccountKey,
  storedKey,
} from './service-account-key.ts'

const KEY_USERS = ['_json_key', '_json_key_base64']
// The latter are what Google's credential helpers for Docker call an access token.
const TOKEN_USERS = /^(?:oauth2accesstoken|_token|_dcg\w*_token)$/
const EXAMPLE = 'https://europe-west1-docker.pkg.dev'
// https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token (audience)
const PROVIDER =
  /^projects\/[0-9]+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]+\/providers\/[a-z0-9-]+$/
const SERVICE_ACCOUNT = /^[^\s@/]+@[\w.-]*gserviceaccount\.com$/
const PROJECT = /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/

const addressIssue = (problem: string): FieldIssue => ({
  field: 'url',
  problem,
  remedy: `Enter the address of a location of Artifact Registry, such as ${EXAMPLE}.`,
})

function readHost(given: string, region: string): GoogleHost | FieldIssue {
  if (given === '' && region === '') return addressIssue('is missing, and so is the region')
  if (given === '') {
    const host = isLocation(region) ? googleHost(`${region}-docker.pkg.dev`) : undefined
    return host ?? addressIssue('is missing')
  }
  const url = normalizeAddress(given)
  if (typeof url !== 'string') return url
  const { protocol, host, pathname } = new URL(url)
  const known = googleHost(host)
  if (known === undefined) return addressIssue('is no address of Artifact Registry')
  if (protocol !== 'https:') return addressIssue('has to begin with https://')
  if (pathname === '/') return known
  return {
    field: 'url',
    problem: 'holds a path',
    remedy: `Enter https://${host}; project and repository belong to the name of the image.`,
  }
}

function checkRegion(fields: DraftFields, region: string, host: GoogleHost | undefined): void {
  if (region === '') return
  const field = 'config.region'
  if (!isLocation(region)) {
    fields.issues.push({
      field,
      problem: 'is no location of Artifact Registry',
      remedy: 'Enter a region such as europe-west1, or us, europe or asia.',
    })
  } else if (host && host.location !== region) {
    fields.issues.push({
      field,
      problem: `is ${region}, and the address is of ${host.location}`,
      remedy: `Leave the region out, or enter https://${region}-docker.pkg.dev.`,
    })
  }
}

function readKey(fields: DraftFields, field: string, text: string): ServiceAccountKey | undefined {
  const key = readServiceAccountKey(text)
  if (!isKeyProblem(key)) return key
  fields.issues.push({ field: `config.${field}`, ...key })
  return undefined
}

/** A text of the form that is asked for; undefined with an issue for another one, and for an empty one. */
function readShaped(
  fields: DraftFields,
  name: string,
  pattern: RegExp,
  issue: Pick<FieldIssue, 'problem' | 'remedy'>,
): string | undefined {
  const value = fields.text(name)
  if (value === '' || pattern.test(value)) return value || undefined
  fields.issues.push({ field: `config.${name}`, ...issue })
  return undefined
}

type Login = Pick<ParsedDraft, 'config' | 'secrets'>

function readFederation(fields: DraftFields): Login {
  const name = 'workload_identity_provider_resource'
  const given = fields.text(name).replace(/^(?:https:)?\/\/iam\.googleapis\.com\//, '')
  if (!PROVIDER.test(given)) {
    fields.issues.push({
      field: `config.${name}`,
      problem: given === '' ? 'is missing' : 'is not the resource name of a workload identity provider',
      remedy:
        'Enter it as projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>, with the number of the project.',
    })
  }
  const email = readShaped(fields, 'service_account_email', SERVICE_ACCOUNT, {
    problem: 'is not the address of a service account',
    remedy: 'Enter it as <name>@<project>.iam.gserviceaccount.com.',
  })
  // https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken
  const lifetime = fields.integer('token_lifetime_seconds', { min: 300, max: 43_200 })
  return {
    config: {
      gcp_credentials_type: FEDERATION,
      [name]: given,
      ...(email ? { service_account_email: email } : {}),
      ...(lifetime === undefined ? {} : { token_lifetime_seconds: lifetime }),
    },
    secrets: {},
  }
}

const keyLogin = (key: ServiceAccountKey | undefined): Login =>
  key
    ? {
        config: { service_account_email: key.email, project_id: key.projectId },
        secrets: { json_credentials: storedKey(key) },
      }
    : { config: {}, secrets: {} }

/** A user name and password as `docker login` takes them. https://cloud.google.com/artifact-registry/docs/docker/authentication */
function readAccount(fields: DraftFields, username: string, password: string): Login {
  if (KEY_USERS.includes(username) && password !== '') return keyLogin(readKey(fields, 'password', password))
  if (TOKEN_USERS.test(username) && password !== '') {
    return { config: { username: TOKEN_USER }, secrets: { password: new Secret(password.trim()) } }
  }
  fields.issues.push(
    password === ''
      ? {
          field: 'config.password',
          problem: 'is missing while a user name is given',
          remedy: 'Enter both, or neither.',
        }
      : {
          field: 'config.username',
          problem: 'is none that Artifact Registry takes',
          remedy: `Enter ${[...KEY_USERS, TOKEN_USER].join(', ')}, or leave it out and paste the key as JSON credentials.`,
        },
  )
  return { config: {}, secrets: {} }
}

function readLogin(fields: DraftFields): Login {
  const type = readShaped(
    fields,
    'gcp_credentials_type',
    /^(?:workload_identity_federation|service_account_key)$/i,
    {
      problem: 'is no known type of credential',
      remedy: `Enter ${FEDERATION}, or leave it out and give the key of a service account.`,
    },
  )?.toLowerCase()
  const [json, username, password] = [
    fields.verbatim('json_credentials'),
    fields.text('username'),
    fields.verbatim('password'),
  ]
  if (type === FEDERATION) return readFederation(fields)
  if (json !== '') return keyLogin(readKey(fields, 'json_credentials', json))
  if (username !== '' || password !== '') return readAccount(fields, username, password)
  return fields.text('workload_identity_provider_resource') === ''
    ? { config: {}, secrets: {} }
    : readFederation(fields)
}

/** Throws `request.invalid` with every fault. What a key holds besides what is used is not kept. */
export function parseGoogleDraft(draft: RegistryDraft): ParsedDraft {
  const fields = readDraft(draft)
  const region = fields.text('region')
  const host = readHost((draft.url ?? '').trim(), region)
  if ('field' in host) fields.issues.push(host)
  checkRegion(fields, region, 'field' in host ? undefined : host)
  const project = readShaped(fields, 'project_id', PROJECT, {
    problem: 'is not the ID of a project',
    remedy: 'Enter the ID, such as my-project-123, not the name or the number.',
  })
  const login = readLogin(fields)
  fields.finish()
  const { host: name, location } = host as GoogleHost
  const config: PublicConfig = {
    ...login.config,
    region: location,
    ...(project ? { project_id: project } : {}),
  }
  return { url: `https://${name}`, config, secrets: login.secrets }
}
