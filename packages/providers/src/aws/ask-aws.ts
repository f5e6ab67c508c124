import type { Clock, Exchange, Secret } from '@fairlead/core'
import type { Fetch } from '@fairlead/oci/net'
import { scrubAll } from '../verification/scrub.ts'
import { withinLimit } from '../verification/within-limit.ts'
import { type AwsFailure, readAwsFailure } from './failure.ts'
import { type AwsKeys, secretsOf } from './keys.ts'
import { createSdkFetch, type Sent } from './sdk-fetch.ts'

/** Where in AWS the APIs are asked. */
export interface AwsPlace {
  readonly region: string
  readonly fips: boolean
  readonly dualStack: boolean
}

export interface AwsSetup {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds that one question may take. */
  readonly limitMs: number
}

export interface AwsReply<T> {
  readonly kind: 'reply'
  readonly value: T
  readonly exchange: Exchange
}

export type AwsAnswer<T> = AwsReply<T> | AwsFailure

/** What every client of the SDK is made with. */
export type SdkConfig = ReturnType<typeof configOf>

export interface AwsQuestion<T> {
  /** `ecr:GetAuthorizationToken`, as IAM calls it. */
  readonly action: string
  readonly place: AwsPlace
  /** Absent for the one question that needs no signature. */
  readonly keys?: AwsKeys | undefined
  /** What the question itself carries and no answer may bring back into a finding. */
  readonly secrets?: readonly Secret[]
  /** Loads the client and sends one command. */
  readonly send: (config: SdkConfig, signal: AbortSignal) => Promise<T>
}

function configOf(
  { fetch, clock }: AwsSetup,
  { place, keys }: Pick<AwsQuestion<unknown>, 'place' | 'keys'>,
  signal: AbortSignal,
  sent: (request: Sent) => void,
) {
  const credentials = keys && {
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey.reveal(),
    ...(keys.sessionToken ? { sessionToken: keys.sessionToken.reveal() } : {}),
  }
  return {
    region: place.region,
    useFipsEndpoint: place.fips,
    useDualstackEndpoint: place.dualStack,
    // Keys are for AWS's own addresses, whatever this process was told of endpoints.
    ignoreConfiguredEndpointUrls: true,
    ...(credentials ? { credentials } : {}),
    requestHandler: createSdkFetch(fetch, signal, sent),
    // A verification tells what it met: one try, and a bad key is not shown again.
    maxAttempts: 1,
    // The SDK knows only the system's clock.
    systemClockOffset: clock.now().getTime() - Date.now(),
  }
}

/**
 * Asks an AWS API one question. What fails comes back as data; throws only when the signal fires. The SDK's own loading
 * is not counted into the time limit.
 */
export async function askAws<T>(
  setup: AwsSetup,
  question: AwsQuestion<T>,
  signal: AbortSignal,
): Promise<AwsAnswer<T>> {
  signal.throwIfAborted()
  const { action, place, keys, secrets = [] } = question
  // Where it goes is the SDK's to say; until it has, its usual address stands for it.
  const [service] = action.split(':')
  let sent: Sent = { origin: `https://${service}.${place.region}.amazonaws.com`, method: 'POST', path: '/' }
  try {
    const value = await withinLimit(setup.limitMs, signal, (inner) => {
      const config = configOf(setup, question, inner, (request) => {
        sent = request
      })
      return question.send(config, inner)
    })
    const asked = `${sent.method} ${sent.origin}${sent.path} (${action})`
    return { kind: 'reply', value, exchange: { asked, answered: String(sent.status ?? 200) } }
  } catch (error) {
    signal.throwIfAborted()
    const known = [
      ...(keys ? secretsOf(keys) : []),
      ...secrets.map((password) => ({ username: '', password })),
    ]
    return readAwsFailure(error, action, sent, scrubAll(known))
  }
}
