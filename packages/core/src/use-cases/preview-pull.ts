import type { ContainerRegistry } from '../domain/container-registry.ts'
import type { DeploymentPlan, PlanCheck } from '../domain/deployment-plan.ts'
import { AppError } from '../errors.ts'
import { type Finding, finding } from '../finding.ts'
import type { Progress } from '../ports/deploy-target.ts'
import type { RegistryCredential } from '../ports/registry-provider.ts'
import type { Platform } from '../values/platform.ts'
import { explainPull } from './explain-pull.ts'
import { IMAGE_FAULTS } from './image-faults.ts'
import type { AppPorts } from './ports.ts'
import { provePull } from './prove-pull.ts'
import { pullIdentity } from './pull-identity.ts'
import { refuseRemembered } from './refusal-memory.ts'
import { openConnection } from './registry-connection.ts'
import { imageLocation } from './registry-images.ts'
import { asBefore } from './restore-previous.ts'

interface Wanted {
  readonly registry: ContainerRegistry
  readonly imageName: string
  readonly tag: string
  readonly nodes: readonly Platform[]
}

/** The part of a plan that the registry tells. */
type Told = Pick<
  DeploymentPlan,
  'image' | 'platform' | 'identity' | 'pullProved' | 'downloadBytes' | 'checks' | 'findings'
>

export interface PullPreview {
  readonly told: Told
  /** What the target would be given to pull with. */
  readonly credential: RegistryCredential | undefined
}

/** What is told of a registry that nothing was asked of. */
export const NOT_ASKED: Told = {
  image: null,
  platform: null,
  identity: null,
  pullProved: false,
  downloadBytes: null,
  checks: [],
  findings: [],
}

/**
 * Proves the pull as a deployment does, and stores nothing of it but a refusal: a credential that was refused is not
 * shown to the registry again and again by who looks at plans.
 */
export async function previewPull(
  ports: AppPorts,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<PullPreview> {
  const checks = recordChecks()
  try {
    return await proved(ports, wanted, checks, signal)
  } catch (error) {
    if (!(error instanceof AppError) || !IMAGE_FAULTS.has(error.code)) throw error
    // Within the grace time of a rotation a deployment goes on with the login from before it.
    const before = asBefore(wanted.registry)
    const restored = before && (await previewPull(ports, { ...wanted, registry: before }, signal))
    if (restored?.told.pullProved) {
      const findings = [wouldBeUndone(wanted.registry, error), ...restored.told.findings]
      return { ...restored, told: { ...restored.told, findings } }
    }
    const findings = await explained(ports, wanted, error, signal)
    return { told: { ...NOT_ASKED, checks: checks.ended(error.message), findings }, credential: undefined }
  }
}

async function proved(
  ports: AppPorts,
  { registry, imageName, tag, nodes }: Wanted,
  checks: Checks,
  signal: AbortSignal,
): Promise<PullPreview> {
  await refuseRemembered(ports, openConnection(ports.vault, registry))
  const location = await imageLocation(ports, registry, imageName, signal)
  const { credential } = location
  const { reason } = await pullIdentity(ports, registry, location.repository)
  const identity = {
    registryId: registry.id,
    registryName: registry.name,
    username: credential?.username ?? null,
    reason,
  }
  const pull = await provePull(ports, { registry, location, tag, pinned: null, nodes }, checks, signal)
  const told = { ...NOT_ASKED, identity, image: pull.image, checks: checks.ended() }
  if (!pull.ok) return { told: { ...told, findings: pull.findings }, credential }
  return {
    told: {
      ...told,
      platform: pull.platform ?? null,
      pullProved: true,
      downloadBytes: pull.details.layers.reduce((sum, { size }) => sum + size, 0),
      findings: pull.identity.notes,
    },
    credential,
  }
}

async function explained(
  ports: AppPorts,
  { registry, imageName, tag, nodes }: Wanted,
  error: AppError,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  // What is remembered of a credential was explained when it was refused.
  if (error.code === 'credential.refused' && error.findings.length > 0) return error.findings
  const failed = { registry, imageName, tag, platform: nodes[0], error }
  return (await explainPull(ports, failed, signal)).findings
}

const wouldBeUndone = ({ name }: ContainerRegistry, error: AppError): Finding =>
  finding('rotation.undone', {
    summary: `The credential that ${name} was rotated to does not pull; a deployment goes back to the one before it: ${error.message}`,
    remedy: { action: 'Make a new credential and rotate again; revoke the one that failed.' },
  })

interface Checks extends Pick<Progress, 'step'> {
  /** What has succeeded; what had begun and did not end has failed, for this reason. */
  ended(failure?: string): readonly PlanCheck[]
}

function recordChecks(): Checks {
  const steps = new Map<string, { readonly state: string; readonly message: string }>()
  return {
    step: (name, state, message) => void steps.set(name, { state, message }),
    ended: (failure) =>
      [...steps].map(([name, { state, message }]) =>
        state === 'succeeded'
          ? { name, state, message }
          : { name, state: 'failed', message: failure ?? message },
      ),
  }
}
