import { camelKeys } from '../casing.ts'
import * as operations from '../operations/containers.ts'
import * as deployments from '../operations/deployments.ts'
import * as plans from '../operations/plans.ts'
import * as variables from '../operations/variables.ts'
import type { AdvancedSettings } from '../wire/advanced-settings.ts'
import type * as wire from '../wire/types.ts'
import { secretCalls } from './secrets.ts'
import type { Deployment, DeploymentPlan, Signalled } from './shapes.ts'
import type { Transport } from './transport.ts'

export interface LogOptions extends Signalled {
  /** Lines from the end. */
  readonly tail?: number
  /** Also the lines to come, until the signal fires. */
  readonly follow?: boolean
}

export const containerCalls = (transport: Transport) => ({
  ...secretCalls(transport),

  /** Every container of the organization, with its place and its status. */
  applications: async (
    organizationId: string,
    { signal }: Signalled = {},
  ): Promise<readonly wire.Application[]> =>
    (await transport.call(operations.listApplications, { params: { organizationId }, signal })).results,

  list: async (environmentId: string, { signal }: Signalled = {}): Promise<readonly wire.Container[]> =>
    (await transport.call(operations.listContainers, { params: { environmentId }, signal })).results,

  get: (containerId: string, { signal }: Signalled = {}): Promise<wire.Container> =>
    transport.call(operations.getContainer, { params: { containerId }, signal }),

  create: (
    environmentId: string,
    body: wire.ContainerRequest,
    { signal }: Signalled = {},
  ): Promise<wire.Container> =>
    transport.call(operations.createContainer, { params: { environmentId }, body, signal }),

  edit: (
    containerId: string,
    body: wire.ContainerRequest,
    { signal }: Signalled = {},
  ): Promise<wire.Container> =>
    transport.call(operations.editContainer, { params: { containerId }, body, signal }),

  /** Takes it off its cluster, then forgets it: watch its status until it answers `container.not_found`. */
  remove: async (
    containerId: string,
    options: Signalled & { readonly force?: boolean } = {},
  ): Promise<void> => {
    const { force, signal } = options
    await transport.call(operations.deleteContainer, { params: { containerId }, query: { force }, signal })
  },

  /** What creating and deploying it would do. */
  planNew: async (
    environmentId: string,
    body: wire.NewContainerPlanRequest,
    { signal }: Signalled = {},
  ): Promise<DeploymentPlan> =>
    camelKeys(await transport.call(plans.planNewContainer, { params: { environmentId }, body, signal })),

  /** What deploying it would do, as it is or after an edit. */
  plan: async (
    containerId: string,
    body: wire.ContainerPlanRequest = {},
    { signal }: Signalled = {},
  ): Promise<DeploymentPlan> =>
    camelKeys(await transport.call(plans.planContainer, { params: { containerId }, body, signal })),

  /** `deployment_request_id` of the answer is the id of the deployment. */
  deploy: (
    containerId: string,
    options: Signalled & { readonly tag?: string | undefined } = {},
  ): Promise<wire.ServiceStatus> => {
    const body = options.tag === undefined ? undefined : { image_tag: options.tag }
    return transport.call(deployments.deployContainer, {
      params: { containerId },
      body,
      signal: options.signal,
    })
  },

  redeploy: (containerId: string, { signal }: Signalled = {}): Promise<wire.ServiceStatus> =>
    transport.call(deployments.redeployContainer, { params: { containerId }, signal }),

  stop: (containerId: string, { signal }: Signalled = {}): Promise<wire.ServiceStatus> =>
    transport.call(deployments.stopContainer, { params: { containerId }, signal }),

  restart: (containerId: string, { signal }: Signalled = {}): Promise<wire.ServiceStatus> =>
    transport.call(deployments.restartContainer, { params: { containerId }, signal }),

  /** Without a deployment's id: to the last good deployment of another digest. */
  rollback: async (
    containerId: string,
    options: Signalled & { readonly deploymentId?: string | undefined } = {},
  ): Promise<Deployment> => {
    const body = options.deploymentId === undefined ? undefined : { deployment_id: options.deploymentId }
    const call = { params: { containerId }, body, signal: options.signal }
    return camelKeys(await transport.call(deployments.rollbackContainer, call))
  },

  status: (containerId: string, { signal }: Signalled = {}): Promise<wire.ServiceStatus> =>
    transport.call(operations.getContainerStatus, { params: { containerId }, signal }),

  statuses: async (
    environmentId: string,
    { signal }: Signalled = {},
  ): Promise<readonly wire.ServiceStatus[]> =>
    (await transport.call(operations.listContainerStatuses, { params: { environmentId }, signal })).results,

  /** What the cluster says of it right now. */
  runtime: async (containerId: string, { signal }: Signalled = {}) =>
    camelKeys(await transport.call(operations.getRuntime, { params: { containerId }, signal })),

  /** In the newer shape of the contract, newest first. */
  history: async (
    containerId: string,
    options: Signalled & { readonly pageSize?: number } = {},
  ): Promise<readonly wire.DeploymentHistoryV2Entry[]> => {
    const query = { pageSize: options.pageSize }
    const call = { params: { containerId }, query, signal: options.signal }
    return (await transport.call(deployments.listDeploymentHistoryV2, call)).results
  },

  links: async (containerId: string, { signal }: Signalled = {}): Promise<readonly wire.ContainerLink[]> =>
    (await transport.call(operations.listContainerLinks, { params: { containerId }, signal })).results,

  variables: async (
    containerId: string,
    { signal }: Signalled = {},
  ): Promise<readonly wire.VariableAnswer[]> =>
    (await transport.call(variables.listVariables, { params: { containerId }, signal })).results,

  addVariable: (
    containerId: string,
    body: wire.VariableRequest,
    { signal }: Signalled = {},
  ): Promise<wire.VariableAnswer> =>
    transport.call(variables.createVariable, { params: { containerId }, body, signal }),

  editVariable: (
    containerId: string,
    environmentVariableId: string,
    body: wire.VariableRequest,
    { signal }: Signalled = {},
  ): Promise<wire.VariableAnswer> =>
    transport.call(variables.editVariable, { params: { containerId, environmentVariableId }, body, signal }),

  removeVariable: async (
    containerId: string,
    environmentVariableId: string,
    { signal }: Signalled = {},
  ): Promise<void> => {
    await transport.call(variables.deleteVariable, { params: { containerId, environmentVariableId }, signal })
  },

  advancedSettings: (containerId: string, { signal }: Signalled = {}): Promise<AdvancedSettings> =>
    transport.call(operations.getAdvancedSettings, { params: { containerId }, signal }),

  editAdvancedSettings: (
    containerId: string,
    body: AdvancedSettings,
    { signal }: Signalled = {},
  ): Promise<AdvancedSettings> =>
    transport.call(operations.editAdvancedSettings, { params: { containerId }, body, signal }),

  /** Throws ApiError `operation.unsupported` where the cluster runs nothing itself. */
  async *logs(containerId: string, options: LogOptions = {}): AsyncGenerator<wire.LogEntry> {
    const call = { params: { containerId }, query: { tail: options.tail }, signal: options.signal }
    if (!options.follow) {
      yield* (await transport.call(deployments.listLog, call)).results
      return
    }
    for await (const message of await transport.open(deployments.listLog, call)) {
      if (message.event === 'error') throw transport.failure(message)
      if (message.event === 'log') yield transport.read(deployments.listLog.events.log, message)
    }
  },
})
