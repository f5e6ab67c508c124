import type { Finding, Secret } from '@fairlead/core'
import type { AskVendor } from '../verification/vendor-api.ts'

/** What asking Azure takes. */
export interface AzureQuestions {
  readonly ask: AskVendor
  readonly signal: AbortSignal
}

/** An access token of Microsoft Entra ID, or the finding that tells why there is none. */
export type EntraToken = { readonly token: Secret } | { readonly finding: Finding }

export const isToken = (given: EntraToken): given is { readonly token: Secret } => 'token' in given

export const fieldOf = (json: unknown, name: string): unknown =>
  json !== null && typeof json === 'object' && Object.hasOwn(json, name)
    ? (json as Record<string, unknown>)[name]
    : undefined

/** What tokens for registries are made for; those for Azure's own management are refused where a policy says so. */
export const REGISTRY_RESOURCE = 'https://containerregistry.azure.net'
