import type { ContainerService, ContainerSpec } from '../domain/container.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { DeploymentPlan } from '../domain/deployment-plan.ts'
import type { Principal } from '../domain/identity.ts'
import { AppError } from '../errors.ts'
import { bySeverity, type Finding, hasError } from '../finding.ts'
import type { DeployTarget, TargetPreview, Workload } from '../ports/deploy-target.ts'
import type { Platform } from '../values/platform.ts'
import { theContainer, theEnvironment } from './access.ts'
import { type ContainerInput, checkSpec, madeVolumes, usableRegistry } from './containers.ts'
import { registryGone } from './explain-pull.ts'
import type { AppPorts } from './ports.ts'
import { NOT_ASKED, previewPull } from './preview-pull.ts'
import { openSecrets, type PlannedSecret, plannedSecrets, refuseSharedNames } from './secret-variables.ts'
import { targetOf } from './service-target.ts'
import { specChanges } from './spec-changes.ts'
import { targetFindings } from './target-findings.ts'

/**
 * What creating and deploying a container would do. Throws what creating it throws; what the deployment would fail of are
 * findings. Nothing is stored.
 */
export const planNewContainer =
  (ports: AppPorts) =>
  async (
    who: Principal,
    environmentId: string,
    input: ContainerInput,
    secrets: readonly PlannedSecret[],
    signal: AbortSignal,
  ): Promise<DeploymentPlan> => {
    checkSpec(input.spec)
    const { organizationId } = await theEnvironment(ports.store, who, environmentId)
    await usableRegistry(ports.store, who, organizationId, input.spec, false)
    await refuseTakenName(ports, environmentId, input.name)
    const service = { id: ports.newId(), name: input.name, organizationId, environmentId }
    const spec = { variables: [], ...input.spec, secrets: plannedSecrets(ports, service.id, secrets) }
    return plan(ports, service, spec, signal)
  }

/**
 * What deploying a container would do, as it is stored, with another tag, or as it would be after an edit: `change` makes
 * that from what is stored. Without `secrets` those that are stored are planned with. Throws what such an edit throws.
 */
export const planContainer =
  (ports: AppPorts) =>
  async (
    who: Principal,
    id: string,
    change: (stored: ContainerService) => ContainerInput,
    given: readonly PlannedSecret[] | undefined,
    signal: AbortSignal,
  ): Promise<DeploymentPlan> => {
    const stored = await theContainer(ports.store, who, id)
    const input = change(stored)
    const { organizationId, environmentId } = stored
    checkSpec(input.spec, await madeVolumes(ports.store, stored))
    // A registry that is gone since is what a deployment would find.
    if (input.spec.registryId !== stored.spec.registryId) {
      await usableRegistry(ports.store, who, organizationId, input.spec, false)
    }
    if (input.name !== stored.name) await refuseTakenName(ports, environmentId, input.name)
    const service = { id, name: input.name, organizationId, environmentId }
    const { variables, secrets: kept } = stored.spec
    const secrets = given ? plannedSecrets(ports, id, given, kept) : kept
    return plan(ports, service, { variables, ...input.spec, secrets }, signal)
  }

async function refuseTakenName({ store }: AppPorts, environmentId: string, name: string): Promise<void> {
  const all = await store.containers.listOf(environmentId)
  if (!all.some((each) => each.name === name)) return
  const problem = `is taken: a container named "${name}" exists in this environment already`
  const remedy = 'Choose another name.'
  throw new AppError('name.taken', `name ${problem}. ${remedy}`, {
    issues: [{ field: 'name', problem, remedy }],
  })
}

type Planned = Pick<ContainerService, 'id' | 'name' | 'organizationId' | 'environmentId'>

async function plan(
  ports: AppPorts,
  container: Planned,
  spec: ContainerSpec,
  signal: AbortSignal,
): Promise<DeploymentPlan> {
  refuseSharedNames(spec)
  const secrets = openSecrets(ports, container.id, spec)
  const { target, cluster, service } = await targetOf(ports, container)
  const [{ nodes, findings: unreachable }, registry, live] = await Promise.all([
    platformsOf(target, signal),
    ports.store.registries.get(spec.registryId),
    ports.store.deployments.live(container.id),
  ])
  const { imageName, tag } = spec
  const { told, credential } = registry
    ? await previewPull(ports, { registry, imageName, tag, nodes }, signal)
    : { told: { ...NOT_ASKED, findings: [registryGone(imageName)] }, credential: undefined }
  const { image } = told
  const preview =
    image && unreachable.length === 0
      ? await previewOf(target, { service, image, spec, secrets, credential }, signal)
      : { ...NOTHING, findings: unreachable }
  const findings = bySeverity([...told.findings, ...preview.findings])
  return {
    ok: !hasError(findings),
    cluster,
    spec,
    nodes,
    ...told,
    ...preview,
    running: live ? runningOf(live) : null,
    changes: live ? specChanges(live, { spec, image }) : [],
    findings,
  }
}

const runningOf = ({ id, spec, image, finishedAt }: Deployment): DeploymentPlan['running'] => ({
  deploymentId: id,
  tag: image?.tag ?? spec.tag,
  digest: image?.digest ?? null,
  since: finishedAt,
})

const NOTHING: TargetPreview = { steps: [], objects: [], findings: [] }

interface Nodes {
  readonly nodes: readonly Platform[]
  readonly findings: readonly Finding[]
}

/** A target that does not answer says so; the image is looked at all the same. */
const platformsOf = (target: DeployTarget, signal: AbortSignal): Promise<Nodes> =>
  target.platforms(signal).then(
    (nodes) => ({ nodes, findings: [] }),
    (error: unknown) => ({ nodes: [], findings: targetFindings(error) }),
  )

async function previewOf(
  target: DeployTarget,
  workload: Omit<Workload, 'deploymentId'>,
  signal: AbortSignal,
): Promise<TargetPreview> {
  try {
    return (await target.preview?.(workload, signal)) ?? NOTHING
  } catch (error) {
    return { ...NOTHING, findings: targetFindings(error) }
  }
}
