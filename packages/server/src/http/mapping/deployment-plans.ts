import { type BodyOf, type DeploymentPlanAnswer, type operations, snakeKeys } from '@fairlead/api'
import {
  type ContainerInput,
  type ContainerService,
  type DeploymentPlan,
  formatPlatform,
  type Variable,
} from '@fairlead/core'
import { toContainerInput } from './containers.ts'
import { withVariable } from './variables.ts'

type VariableRequests = BodyOf<typeof operations.planNewContainer>['variables']

/** Undefined where the caller gives none: then those that are stored stay. Throws `name.taken`. */
export const toVariables = (requests: VariableRequests): readonly Variable[] | undefined =>
  requests?.reduce<readonly Variable[]>(
    (all, { key, value }) => withVariable({ name: key, value: value ?? '' })(all),
    [],
  )

/** A stored container as a plan's request wants it. */
export const toPlannedInput =
  (request: BodyOf<typeof operations.planContainer>) =>
  (stored: ContainerService): ContainerInput => {
    const { spec, ...input } = request?.container ? toContainerInput(request.container, stored) : stored
    const variables = toVariables(request?.variables) ?? stored.spec.variables
    return { ...input, spec: { ...spec, variables, tag: request?.image_tag ?? spec.tag } }
  }

export function toDeploymentPlan(plan: DeploymentPlan): DeploymentPlanAnswer {
  const { cluster, spec, image, nodes, platform, ...rest } = plan
  const { variables, secrets, ...shown } = spec
  return {
    ...snakeKeys(rest),
    cluster: { id: cluster.id, name: cluster.name, kind: cluster.target.kind },
    spec: {
      ...snakeKeys(shown),
      variable_names: variables.map(({ name }) => name),
      secret_names: secrets.map(({ name }) => name),
    },
    image: image && { ...snakeKeys(image), platforms: image.platforms.map(formatPlatform) },
    nodes: nodes.map(formatPlatform),
    platform: platform && formatPlatform(platform),
  }
}
