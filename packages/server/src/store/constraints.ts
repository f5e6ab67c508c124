import { AppError, type ErrorCode } from '@fairlead/core'
import type { DatabaseFault } from './database-fault.ts'

interface NameRule {
  readonly noun: string
  readonly parent: string
}

const NAMES: Readonly<Record<string, NameRule>> = {
  organization_name: { noun: 'An organization', parent: 'installation' },
  project_name: { noun: 'A project', parent: 'organization' },
  cluster_name: { noun: 'A cluster', parent: 'organization' },
  environment_name: { noun: 'An environment', parent: 'project' },
  container_registry_name: { noun: 'A container registry', parent: 'organization' },
  container_name: { noun: 'A container', parent: 'environment' },
  api_token_name: { noun: 'An API token', parent: 'organization' },
}

/** What a foreign key's parent is called when it is missing, and when it is still needed. */
const PARENTS: Readonly<Record<string, { missing: ErrorCode; inUse: ErrorCode; noun: string }>> = {
  organization: { missing: 'organization.not_found', inUse: 'organization.in_use', noun: 'organization' },
  project: { missing: 'project.not_found', inUse: 'project.in_use', noun: 'project' },
  environment: { missing: 'environment.not_found', inUse: 'environment.in_use', noun: 'environment' },
  cluster: { missing: 'cluster.not_found', inUse: 'cluster.in_use', noun: 'cluster' },
  registry: { missing: 'registry.not_found', inUse: 'registry.in_use', noun: 'container registry' },
}

function nameTaken({ noun, parent }: NameRule, name: unknown, fault: DatabaseFault): AppError {
  const called = typeof name === 'string' ? ` named "${name}"` : ' of this name'
  const problem = `is taken: ${noun.toLowerCase()}${called} exists in this ${parent} already`
  const remedy = 'Choose another name.'
  return new AppError('name.taken', `name ${problem}. ${remedy}`, {
    cause: fault,
    issues: [{ field: 'name', problem, remedy }],
  })
}

/** What a broken constraint means to the caller; undefined where it can only be a mistake of ours. */
export function constraintError(fault: DatabaseFault, method: string, value: unknown): AppError | undefined {
  const constraint = fault.constraint ?? ''
  if (fault.sqlState === '23505') {
    if (constraint === 'deployment_running' || constraint === 'deployment_waiting') {
      return new AppError(
        'container.busy',
        'Somebody else asked for a deployment of the container at the same moment. Try again.',
        { cause: fault },
      )
    }
    const rule = NAMES[constraint]
    return rule && nameTaken(rule, (value as { name?: unknown } | undefined)?.name, fault)
  }
  if (fault.sqlState !== '23503') return undefined
  // Foreign keys are named <child>_<parent>.
  const parent = PARENTS[constraint.slice(constraint.lastIndexOf('_') + 1)]
  if (parent === undefined) return undefined
  return method === 'delete'
    ? new AppError(parent.inUse, `The ${parent.noun} is still in use: delete what belongs to it first.`, {
        cause: fault,
      })
    : new AppError(parent.missing, `The ${parent.noun} is not there any more.`, { cause: fault })
}
