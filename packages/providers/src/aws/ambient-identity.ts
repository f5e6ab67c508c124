import { readFile } from 'node:fs/promises'
import { type Exchange, Secret } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { oneLine } from '../verification/one-line.ts'
import type { AwsPlace, AwsSetup } from './ask-aws.ts'
import type { AwsFailure } from './failure.ts'
import type { AwsKeys } from './keys.ts'
import { askMetadata, readKeys } from './metadata.ts'
import { assumeRoleByToken } from './sts.ts'

/** How a program on AWS finds who it is. */
export interface AmbientSetup extends AwsSetup {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Reaches the metadata services, which no registry's address may. */
  readonly ambientFetch: Fetch
  readonly place: AwsPlace
}

/** The identity of this server. */
export interface AmbientKeys {
  readonly kind: 'keys'
  readonly keys: AwsKeys
  /** Completes "from …": `its environment`. */
  readonly from: string
}

/** Nothing gave one; the evidence is where it was looked for. */
export interface NoIdentity {
  readonly kind: 'none'
  readonly evidence: readonly Exchange[]
}

type Found = AmbientKeys | NoIdentity | AwsFailure
/** Undefined: this source is not set up here, and the next one is looked at. */
type Source = (setup: AmbientSetup, signal: AbortSignal) => Promise<Found | undefined>

const none = (...evidence: Exchange[]): NoIdentity => ({ kind: 'none', evidence })

const fromEnvironment: Source = async ({ environment }) => {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = environment
  if (!id || !secret) return undefined
  const ends = Date.parse(environment.AWS_CREDENTIAL_EXPIRATION ?? '')
  const keys: AwsKeys = {
    accessKeyId: id,
    secretAccessKey: new Secret(secret),
    ...(token ? { sessionToken: new Secret(token) } : {}),
    ...(Number.isNaN(ends) ? {} : { expiresAt: new Date(ends).toISOString() }),
  }
  return { kind: 'keys', keys, from: 'its environment (AWS_ACCESS_KEY_ID)' }
}

/** The platform renews the file, so that it is read each time. Undefined when it cannot be read. */
async function readToken(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch {
    return undefined
  }
}

const unreadable = (variable: string, file: string): NoIdentity =>
  none({ asked: `the file ${file} of ${variable}`, answered: 'cannot be read' })

/** https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html */
const fromWebIdentity: Source = async (setup, signal) => {
  const {
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
    AWS_ROLE_ARN: arn,
    AWS_ROLE_SESSION_NAME: session,
  } = setup.environment
  if (!file || !arn) return undefined
  const token = await readToken(file)
  if (!token) return unreadable('AWS_WEB_IDENTITY_TOKEN_FILE', file)
  const { place } = setup
  const answer = await assumeRoleByToken(
    setup,
    { place, arn, token: new Secret(token), session: session || undefined },
    signal,
  )
  if (answer.kind !== 'reply') return answer
  return { kind: 'keys', keys: answer.value.keys, from: `its service account (${arn})` }
}

const ECS_HOST = 'http://169.254.170.2'
// The agents of ECS and EKS, and the machine itself: nothing else may be asked without TLS.
const PLAIN_HOSTS = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', 'localhost', '[::1]'])
const isLoopback = (host: string): boolean => /^127(\.\d{1,3}){3}$/.test(host)

function containerAddress({ environment }: AmbientSetup): URL | 'forbidden' | undefined {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } =
    environment
  if (path) return URL.parse(path, ECS_HOST) ?? 'forbidden'
  if (!full) return undefined
  const url = URL.parse(full)
  const plain = url?.protocol === 'http:' && (PLAIN_HOSTS.has(url.hostname) || isLoopback(url.hostname))
  return url && (url.protocol === 'https:' || plain) ? url : 'forbidden'
}

/** Tasks of ECS, and pods of EKS by Pod Identity. https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
const fromContainer: Source = async (setup, signal) => {
  const url = containerAddress(setup)
  if (url === undefined) return undefined
  if (url === 'forbidden') {
    return none({
      asked: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      answered: 'neither https nor an address of ECS, of EKS or of this machine',
    })
  }
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: typed } =
    setup.environment
  const authorization = file ? await readToken(file) : typed
  if (file && !authorization) return unreadable('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', file)
  const { ambientFetch: fetch, limitMs } = setup
  const headers = authorization ? { authorization } : {}
  const answer = await askMetadata({ fetch, limitMs }, { url: url.href, headers }, signal)
  const keys = readKeys(answer)
  return keys
    ? { kind: 'keys', keys, from: 'its container (ECS or EKS Pod Identity)' }
    : none(answer.exchange)
}

const IMDS = { IPv4: 'http://169.254.169.254', IPv6: 'http://[fd00:ec2::254]' }
const ROLES = '/latest/meta-data/iam/security-credentials/'
const TOKEN_SECONDS = '300'

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html, by its second version alone */
async function fromInstance(setup: AmbientSetup, signal: AbortSignal): Promise<Found> {
  const { ambientFetch: fetch, limitMs, environment } = setup
  if (environment.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') {
    return none({ asked: 'AWS_EC2_METADATA_DISABLED', answered: 'true' })
  }
  const usual = environment.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE === 'IPv6' ? IMDS.IPv6 : IMDS.IPv4
  const origin = (environment.AWS_EC2_METADATA_SERVICE_ENDPOINT || usual).replace(/\/+$/, '')
  const ask = (path: string, headers: Record<string, string>, method?: 'PUT') =>
    askMetadata(
      { fetch, limitMs },
      { url: `${origin}${path}`, headers, ...(method ? { method } : {}) },
      signal,
    )
  const opened = await ask(
    '/latest/api/token',
    { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS },
    'PUT',
  )
  if (opened.status !== 200) return none(opened.exchange)
  const headers = { 'x-aws-ec2-metadata-token': opened.text }
  const named = await ask(ROLES, headers)
  const [role = ''] = named.text.split('\n')
  if (named.status !== 200 || !/^[\w+=,.@-]+$/.test(role)) return none(named.exchange)
  const answer = await ask(`${ROLES}${role}`, headers)
  const keys = readKeys(answer)
  return keys ? { kind: 'keys', keys, from: `its machine (role ${oneLine(role)})` } : none(answer.exchange)
}

/**
 * The identity that AWS gives to this server: the sources that AWS's own programs know, in their order, but for the files
 * of a person's home. The first that is set up decides. Throws only when the signal fires.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export async function ambientKeys(setup: AmbientSetup, signal: AbortSignal): Promise<Found> {
  for (const source of [fromEnvironment, fromWebIdentity, fromContainer]) {
    const found = await source(setup, signal)
    if (found) return found
  }
  return fromInstance(setup, signal)
}
