import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { AppError } from '../errors.ts'
import { type Finding, finding } from '../finding.ts'
import type { VerifyRequest } from '../ports/registry-provider.ts'
import type { Platform } from '../values/platform.ts'
import type { Verification } from '../verification.ts'
import { endsOf } from './known-expiry.ts'
import type { AppPorts } from './ports.ts'
import { openConnection, providerOf } from './registry-connection.ts'

interface FailedPull {
  readonly registry: ContainerRegistry
  readonly imageName: string
  readonly tag: string
  readonly platform: Platform | undefined
  readonly error: AppError
}

export interface ExplainedPull {
  readonly findings: readonly Finding[]
  /** What was verified and how it went; absent where nothing could be asked. */
  readonly verified?: { readonly request: VerifyRequest; readonly verification: Verification }
}

/** Why an image is not pulled. The same checks as for a connection tell the cause: a token that ended, an absent tag. */
export async function explainPull(
  ports: AppPorts,
  { registry, imageName, tag, platform, error }: FailedPull,
  signal: AbortSignal,
): Promise<ExplainedPull> {
  if (error.code === 'secret.unreadable') {
    const action = 'Save the credential of the registry again, then deploy again.'
    return { findings: [unavailable(error, action)] }
  }
  const request: VerifyRequest = {
    image: `${imageName}:${tag}`,
    ...endsOf(registry),
    ...(platform ? { platform } : {}),
  }
  const connection = openConnection(ports.vault, registry)
  const verification = await providerOf(ports, registry.kind).verify(connection, request, signal)
  const verified = { request, verification }
  const errors = verification.findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) return { findings: errors, verified }
  const action = 'The connection itself verifies: deploy again, and verify the registry if it fails again.'
  return { findings: [unavailable(error, action)], verified }
}

const unavailable = (error: AppError, action: string): Finding =>
  finding('deploy.image_unavailable', { summary: error.message, remedy: { action } })

/** A registry that a service still names. */
export const registryGone = (imageName: string): Finding =>
  finding('deploy.image_unavailable', {
    summary: `The container registry that ${imageName} comes from was deleted.`,
    remedy: { action: 'Point the container at another registry of the organization, then deploy again.' },
  })
