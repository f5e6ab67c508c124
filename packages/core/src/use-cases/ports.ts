import type { Clock } from '../ports/clock.ts'
import type { OpenTarget } from '../ports/deploy-target.ts'
import type { ImageSource } from '../ports/image-source.ts'
import type { Providers } from '../ports/providers.ts'
import type { QuotaWatch } from '../ports/quota-watch.ts'
import type { EventSignal, Store } from '../ports/store.ts'
import type { Vault } from '../ports/vault.ts'
import type { WebhookSender } from '../ports/webhook-sender.ts'
import type { Secret } from '../values/secret.ts'
import type { Transport } from '../values/transport.ts'

/** Everything that the use cases ask of the world. */
export interface AppPorts {
  readonly store: Store
  readonly eventSignal: EventSignal
  readonly vault: Vault
  readonly clock: Clock
  readonly providers: Providers
  readonly images: ImageSource
  readonly openTarget: OpenTarget
  readonly webhookSender: WebhookSender
  /** Hears of limits during scheduled verifications; without it only what they find themselves is known. */
  readonly quotaWatch?: QuotaWatch
  /** Usual time between two verifications of a connection, in milliseconds; six hours if not given. */
  readonly verifyEveryMs?: number
  /** Throws `request.invalid` naming the field of a way that cannot be used: certificates, a proxy's address. */
  checkTransport(transport: Transport): void
  /** Hears of each registry whose login or address changed, when that is stored. */
  onRegistryChanged?(registryId: string): void
  /** Hears of each registry whose login on the nodes of some cluster was changed, maybe by Fairlead itself. */
  readonly onNodeLoginChanged?: (registryId: string) => void
  /** Writes an error that nobody expected where the operator looks. The facts hold no secret. */
  report(error: unknown, facts: Readonly<Record<string, string>>): void
  /** A fresh UUID. */
  newId(): string
  newApiToken(): { readonly token: Secret; readonly hash: string }
  hashApiToken(token: Secret): string
}

/** The time as the domain writes it. */
export const timestamp = (ports: Pick<AppPorts, 'clock'>): string => ports.clock.now().toISOString()
