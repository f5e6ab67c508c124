import { Buffer } from 'node:buffer'
import { type Finding, type RegistryCredential, Secret } from '@fairlead/core'
import type { Exchanged } from '../verification/kind-verification.ts'
import { found, passed } from '../verification/outcome.ts'
import type { AmbientSetup } from './ambient-identity.ts'
import { type AwsAnswer, type AwsPlace, askAws, type SdkConfig } from './ask-aws.ts'
import { type AwsContext, awsFinding, regionOff } from './aws-finding.ts'
import type { AwsFailure } from './failure.ts'
import type { AwsKeys } from './keys.ts'
import { type AwsLogin, usesAmbient } from './login.ts'
import { HOME_REGION, isOptIn } from './region.ts'
import { ambientNotAllowed, sourceFinding } from './source-finding.ts'
import { type SourceKeys, sourceKeys } from './source-keys.ts'
import { callerIdentity, incomplete } from './sts.ts'

/** What `GetAuthorizationToken` of ECR and of Public ECR answers. */
export interface AuthorizationData {
  readonly authorizationToken?: string | undefined
  readonly expiresAt?: Date | undefined
}

/** Which of the two registries a login is for. */
export interface LoginService {
  /** `Amazon ECR` */
  readonly name: string
  /** All that the one question needs; the first is the question itself. */
  readonly needed: readonly [string, ...string[]]
  readonly getToken: (config: SdkConfig, signal: AbortSignal) => Promise<AuthorizationData | undefined>
}

export interface LoginSetup extends AmbientSetup {
  readonly service: LoginService
  /** Whether the operator lends the identity of this server. */
  readonly lent: boolean
}

/** A login that was made, or why not. */
export interface MadeLogin extends Exchanged {
  /** What it was made with: for further questions to AWS. */
  readonly source?: SourceKeys
}

// Both registries say so: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
const LIFE_MS = 12 * 3_600_000

function readToken(text: string): { readonly username: string; readonly password: string } | undefined {
  const decoded = Buffer.from(text, 'base64').toString()
  const colon = decoded.indexOf(':')
  const [username, password] = [decoded.slice(0, colon), decoded.slice(colon + 1)]
  return colon > 0 && password ? { username, password } : undefined
}

/** The earlier of the two: a login is worth nothing once the keys that it was made with have ended. */
function endOf(token: Date | undefined, { expiresAt }: AwsKeys, now: number): string {
  const ends = [token?.getTime() ?? now + LIFE_MS, Date.parse(expiresAt ?? '')]
  return new Date(Math.min(...ends.filter((time) => !Number.isNaN(time)))).toISOString()
}

const failed = (finding: Finding): MadeLogin => ({
  outcome: found([finding]),
  cause: { code: finding.code, text: 'there is no login to the registry' },
})

async function askToken(
  setup: LoginSetup,
  place: AwsPlace,
  keys: AwsKeys,
  signal: AbortSignal,
): Promise<AwsAnswer<RegistryCredential>> {
  const { service, clock } = setup
  const [action] = service.needed
  const answer = await askAws(setup, { action, place, keys, send: service.getToken }, signal)
  if (answer.kind !== 'reply') return answer
  const token = readToken(answer.value?.authorizationToken ?? '')
  if (!token) return incomplete(answer)
  const { username, password } = token
  const expiresAt = endOf(answer.value?.expiresAt, keys, clock.now().getTime())
  return { ...answer, value: { username, password: new Secret(password), expiresAt } }
}

/**
 * A region that the account has not enabled does not know its keys, and says so of them. Whether they are good is told
 * where every account is at home.
 */
async function isRegionOff(
  setup: LoginSetup,
  { kind }: AwsFailure,
  keys: AwsKeys,
  signal: AbortSignal,
): Promise<boolean> {
  if (kind !== 'unknown-key' || !isOptIn(setup.place.region)) return false
  const home = { region: HOME_REGION, fips: false, dualStack: false }
  const answer = await callerIdentity(setup, { place: home, keys }, signal)
  return answer.kind === 'reply'
}

const contextOf = ({ place, service }: LoginSetup, who: string, ambient: boolean): AwsContext => ({
  place,
  who,
  ambient,
  needed: service.needed,
  purpose: `log in to ${service.name}`,
})

/** The keys that a connection's questions to AWS are signed with, or the login that came to nothing without them. */
export async function openSource(
  login: AwsLogin,
  setup: LoginSetup,
  signal: AbortSignal,
): Promise<SourceKeys | MadeLogin> {
  const ambient = usesAmbient(login)
  if (ambient && !setup.lent) return failed(ambientNotAllowed(login))
  const source = await sourceKeys(login, setup, signal)
  if (source.kind === 'keys') return source
  const { failure, who } = source
  const context = contextOf(setup, who, ambient)
  const off =
    login.keys && failure.kind !== 'none' && (await isRegionOff(setup, failure, login.keys, signal))
      ? regionOff(failure, context)
      : undefined
  return failed(off ?? sourceFinding(source, context, login))
}

/**
 * Makes the login that a registry of AWS takes, of the keys, the role or the identity of a connection: one question where
 * it holds keys, one more for a role. Throws only when the signal fires.
 */
export async function makeLogin(login: AwsLogin, setup: LoginSetup, signal: AbortSignal): Promise<MadeLogin> {
  const source = await openSource(login, setup, signal)
  if ('outcome' in source) return source
  const { service, place } = setup
  const answer = await askToken(setup, place, source.keys, signal)
  if (answer.kind !== 'reply') {
    const context = contextOf(setup, source.who, usesAmbient(login))
    const off = await isRegionOff(setup, answer, source.keys, signal)
    return failed(off ? regionOff(answer, context) : awsFinding(answer, context))
  }
  const credential = answer.value
  const until = credential.expiresAt ?? ''
  return {
    source,
    credential,
    outcome: passed(`${source.who} got a login to ${service.name} that is good until ${until}.`),
  }
}
