import {
  addressOfHost,
  type Clock,
  type Diagnosis,
  type DiagnosisRequest,
  type DoctorPorts,
  diagnose,
  doctorProviders,
  type FieldIssue,
  invalidRequest,
  type RegistryKind,
  readSubject,
  systemClock,
  type Transport,
} from '@fairlead/core'
import {
  checkTransport,
  createGuardedFetch,
  type GuardedFetch,
  type GuardedFetchSettings,
} from '@fairlead/oci/net'
import { createProviders } from '@fairlead/providers'
import { githubBeside } from './doctor/github-beside.ts'
import { openRefusalFile } from './doctor/refusal-file.ts'
import { identityOf, type StoredCredential } from './doctor/stored-credential.ts'
import type { DoctorTarget } from './doctor/target.ts'
import { readEgress } from './egress-settings.ts'

export { type Finding, parsePlatform, REGISTRY_KINDS, Secret } from '@fairlead/core'
export type { StoredCredential } from './doctor/stored-credential.ts'
export { type DoctorTarget, readTarget } from './doctor/target.ts'

export interface DoctorRequest extends Omit<DiagnosisRequest, 'subject' | 'address' | 'elsewhere'> {
  readonly kind?: RegistryKind
}

/** The diagnosis of an image, without a server, a database or anything saved. */
export interface Doctor {
  /** Findings are data; throws as core's `diagnose` does. The first of the credentials is the one that is used. */
  diagnose(
    target: DoctorTarget,
    credentials: readonly StoredCredential[],
    request: DoctorRequest,
    signal: AbortSignal,
  ): Promise<Diagnosis>
  /** Ends idle connections. */
  close(): Promise<void>
}

export interface DoctorOptions {
  /** Its `FAIRLEAD_PROXY` and `FAIRLEAD_NO_PROXY` are minded, as by the server. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly clock?: Clock
  /** File in which refused credentials are remembered from one diagnosis to the next; nothing is if it is not given. */
  readonly memory?: string | undefined
  /** How registries are reached: authorities of their own, a proxy. */
  readonly transport?: Transport | undefined
  /** Test seam. */
  readonly fetch?: GuardedFetch
}

// Where an image that was named without a host is most often meant to be.
const ELSEWHERE = ['ghcr.io']

/** Where a doctor may go, and by which proxy. Throws `request.invalid` for a proxy that cannot be used. */
export function waysOut(
  env: Readonly<Record<string, string | undefined>>,
): Pick<GuardedFetchSettings, 'policy' | 'operatorProxy'> {
  const issues: FieldIssue[] = []
  const { operatorProxy } = readEgress(env, issues)
  if (issues.length > 0) throw invalidRequest(issues)
  return { policy: { privateNetworks: 'allow' }, ...(operatorProxy ? { operatorProxy } : {}) }
}

/**
 * A doctor that asks from the machine it runs on, private networks included: whoever runs it could ask them anyway.
 * Throws `request.invalid` for a proxy or certificates that cannot be used.
 */
export function createDoctor(options: DoctorOptions = {}): Doctor {
  const fetch = options.fetch ?? createGuardedFetch(waysOut(options.env ?? {}))
  const clock = options.clock ?? systemClock
  const { transport, memory } = options
  if (transport) checkTransport(transport)
  return {
    close: () => fetch.close(),
    async diagnose(target, credentials, request, signal) {
      const byWay = transport ? fetch.via(transport) : fetch
      const compatibleHosts = await githubBeside(target, byWay, signal)
      const known = createProviders({ fetch, clock, compatibleHosts })
      const remembered = memory === undefined ? undefined : await openRefusalFile(memory, clock.now)
      const providers = doctorProviders(known, { ...(remembered ?? nothingRemembered), clock, transport })
      const { host, address, subject } = target
      const kind = request.kind ?? enterpriseKind(host, compatibleHosts.length > 0)
      const { owner } = readSubject(subject, {
        hasOwners: () => providers.forHost(host).kind.startsWith('GITHUB'),
      })
      const usual = (kind && providers.get(kind)) ?? providers.forHost(host)
      const url = address ?? compatibleHosts[0]?.registry ?? usual.form.url ?? addressOfHost(host)
      const place = { host, url, kind, owner }
      const identities = credentials.map((credential) => identityOf(providers, place, credential))
      return diagnose(
        { providers, clock },
        identities,
        {
          ...request,
          subject,
          elsewhere: ELSEWHERE,
          ...(kind ? { kind } : {}),
          ...(address ? { address } : {}),
        },
        signal,
      )
    },
  }
}

/** Of one diagnosis alone. */
const nothingRemembered: Pick<DoctorPorts, 'refusedCredentials' | 'vault'> = {
  refusedCredentials: {
    get: async () => undefined,
    remember: async () => undefined,
    forget: async () => undefined,
    forgetBefore: async () => 0,
  },
  // Nothing is kept by it: it is the credential itself that is compared.
  vault: { fingerprint: (text) => text.reveal() },
}

/** GitHub Enterprise Server with subdomain isolation, which a host's name only hints at. */
const enterpriseKind = (host: string, listed: boolean): RegistryKind | undefined =>
  !listed && /^containers\.[\w-]+(?:\.[\w-]+)+$/.test(host) ? 'GITHUB_ENTERPRISE_CR' : undefined
