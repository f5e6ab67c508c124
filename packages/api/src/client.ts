import { camelKeys } from './casing.ts'
import { containerCalls } from './client/containers.ts'
import { deploymentCalls } from './client/deployments.ts'
import { diagnosisCall } from './client/diagnosis.ts'
import { type EventsOptions, followEvents } from './client/events.ts'
import { clusterCalls, environmentCalls, organizationCalls, projectCalls } from './client/places.ts'
import { registryCalls } from './client/registries.ts'
import type { ApiToken, AuditEntry, AuditOptions, Event, Identity, Signalled } from './client/shapes.ts'
import { createTransport, type Fetch } from './client/transport.ts'
import { type Wait, wait } from './client/wait.ts'
import { webhookCalls } from './client/webhooks.ts'
import * as access from './operations/access.ts'
import * as server from './operations/server.ts'
import type { ApiTokenRequest, ServerFacts } from './wire/types.ts'

export { ApiError, type ApiErrorCode } from './client/api-error.ts'
export type { LogOptions } from './client/containers.ts'
export type { WatchedDiagnosis } from './client/diagnosis.ts'
export type { EventsOptions } from './client/events.ts'
export type { SaveOptions } from './client/registries.ts'
export type {
  ApiToken,
  AuditEntry,
  AuditOptions,
  Check,
  Deployment,
  DeploymentPlan,
  Diagnosis,
  DiagnosisAttempt,
  Event,
  Identity,
  Signalled,
  Verification,
  VerificationRecord,
  Watched,
  WebhookDelivery,
} from './client/shapes.ts'
export type * from './wire/types.ts'

export interface ApiClientOptions {
  /** Address of the server, such as `http://127.0.0.1:8080`. */
  readonly baseUrl: string
  /** Absent in a browser that is signed in: its cookie speaks for it. */
  readonly token?: string | undefined
  readonly fetch?: Fetch
  /** Between two tries of a stream; a test gives its own. */
  readonly wait?: Wait
}

/**
 * A client of a Fairlead server. Every call throws ApiError when it fails, and the signal's reason when that fires.
 * What the contract defines has the contract's names (`created_at`); Fairlead's own things have the domain's
 * (`createdAt`).
 */
export function createApiClient(options: ApiClientOptions) {
  const { baseUrl, token, fetch = globalThis.fetch } = options
  const transport = createTransport({ baseUrl, token, fetch })
  const waiting = options.wait ?? wait
  return {
    /** Who the token is and what it may do. */
    me: async ({ signal }: Signalled = {}): Promise<Identity> =>
      camelKeys(await transport.call(access.getMe, { params: {}, signal })),

    /** Which server it is. */
    server: ({ signal }: Signalled = {}): Promise<ServerFacts> =>
      transport.call(server.getServer, { params: {}, signal }),

    session: {
      /** Signs this browser in; from then on its cookie speaks for it. */
      begin: async (token: string, { signal }: Signalled = {}): Promise<Identity> =>
        camelKeys(await transport.call(access.createSession, { params: {}, body: { token }, signal })),
      end: async ({ signal }: Signalled = {}): Promise<void> => {
        await transport.call(access.deleteSession, { params: {}, signal })
      },
    },

    organizations: organizationCalls(transport),
    projects: projectCalls(transport),
    environments: environmentCalls(transport),
    clusters: clusterCalls(transport),
    registries: registryCalls(transport),
    webhooks: webhookCalls(transport),
    containers: containerCalls(transport),
    deployments: deploymentCalls(transport, waiting),

    tokens: {
      list: async (organizationId: string, { signal }: Signalled = {}): Promise<readonly ApiToken[]> =>
        camelKeys(
          (await transport.call(access.listApiTokens, { params: { organizationId }, signal })).results,
        ),

      /** `token` of the answer is shown this once. */
      create: async (
        organizationId: string,
        body: ApiTokenRequest,
        { signal }: Signalled = {},
      ): Promise<ApiToken & { readonly token: string }> =>
        camelKeys(await transport.call(access.createApiToken, { params: { organizationId }, body, signal })),

      remove: async (
        organizationId: string,
        apiTokenId: string,
        { signal }: Signalled = {},
      ): Promise<void> => {
        await transport.call(access.deleteApiToken, { params: { organizationId, apiTokenId }, signal })
      },
    },

    /** Who changed what, newest first. */
    audit: async (
      organizationId: string,
      { page, pageSize, targetType, signal, ...filter }: AuditOptions = {},
    ): Promise<readonly AuditEntry[]> => {
      const query = { ...filter, page, page_size: pageSize, target_type: targetType }
      const call = { params: { organizationId }, query, signal }
      return camelKeys((await transport.call(access.listAudit, call)).results)
    },

    /** What is the matter with an image, for every registry of the organization that might pull it. */
    diagnose: diagnosisCall(transport),

    /** Follows the events of an organization; connects again by itself. */
    events: (organizationId: string, options: EventsOptions = {}): AsyncGenerator<Event> =>
      followEvents(transport, waiting, organizationId, options),
  }
}

export type ApiClient = ReturnType<typeof createApiClient>
