import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@fairlead/core'
import type { AccessRequest, Refusal } from '../access.ts'
import type { RegistryBehaviour } from '../behaviour.ts'
import type { PushEvent } from '../registry.ts'
import type { Storage } from '../storage.ts'
import type { Route } from './route.ts'

/** One request, and what is needed to answer it. */
export interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly route: Route
  readonly storage: Storage
  readonly behaviour: RegistryBehaviour
  readonly clock: Clock
  readonly idleTimeoutMs: number
  /** Undefined when the caller may. */
  refusalOf(access: Omit<AccessRequest, 'request'>): Promise<Refusal | undefined>
  onPush(event: PushEvent): Promise<void>
}

/** Throws nothing but `RegistryFault` for what the client did; sends the answer itself. */
export type Handler = (call: Call) => Promise<void>
