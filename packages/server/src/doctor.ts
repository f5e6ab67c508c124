import {
  AppError,
  type Clock,
  type Secret,
  systemClock,
  type Verification,
  type VerifyRequest,
} from '@fairlead/core'
import { createGuardedFetch, type GuardedFetch } from '@fairlead/oci/net'
import { createProviders } from '@fairlead/providers'
import type { DoctorSubject } from './doctor/subject.ts'

export { parsePlatform, Secret } from '@fairlead/core'
export { type DoctorSubject, readSubject } from './doctor/subject.ts'

export interface DoctorRequest extends Omit<VerifyRequest, 'image' | 'knownExpiry'> {
  /** Absent: the diagnosis is that of an anonymous client. */
  readonly token?: Secret | undefined
}

/** The checks of the registry kinds, without a server, a database or anything saved. */
export interface Doctor {
  /** Findings are data; throws `request.invalid` for a subject that no kind accepts and `operation.canceled`. */
  verify(subject: DoctorSubject, request: DoctorRequest, signal: AbortSignal): Promise<Verification>
  /** Ends idle connections. */
  close(): Promise<void>
}

export interface DoctorOptions {
  readonly clock?: Clock
  /** Test seam. */
  readonly fetch?: GuardedFetch
}

/**
 * A doctor that asks from the machine it runs on, private networks included: whoever runs it could ask them anyway.
 */
export function createDoctor(options: DoctorOptions = {}): Doctor {
  const fetch = options.fetch ?? createGuardedFetch({ policy: { privateNetworks: 'allow' } })
  const clock = options.clock ?? systemClock
  return {
    close: () => fetch.close(),
    async verify(subject, { token, ...request }, signal) {
      const compatibleHosts = subject.apiUrl ? [{ registry: subject.registryUrl, api: subject.apiUrl }] : []
      const provider = createProviders({ fetch, clock, compatibleHosts }).get(subject.kind)
      if (!provider)
        throw new AppError('operation.unsupported', `Fairlead does not speak ${subject.kind} yet.`)
      const config = { username: subject.owner, ...(token ? { password: token.reveal() } : {}) }
      const draft = provider.parse({ url: subject.registryUrl, config })
      const image = subject.image ? { image: subject.image } : {}
      return provider.verify({ kind: subject.kind, ...draft }, { ...request, ...image }, signal)
    },
  }
}
