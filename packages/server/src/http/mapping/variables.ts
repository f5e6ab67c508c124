import type { VariableAnswer } from '@fairlead/api'
import { AppError, type ContainerService, type Variable } from '@fairlead/core'
import { uuidOf } from './uuid-of.ts'

/** A variable is known by its name; the contract wants an id, so that one follows from the name. */
export const variableId = (containerId: string, name: string): string =>
  uuidOf(`variable:${containerId}:${name}`)

export const toVariable = (container: ContainerService, { name, value }: Variable): VariableAnswer => ({
  id: variableId(container.id, name),
  created_at: container.createdAt,
  updated_at: container.updatedAt,
  key: name,
  value,
  scope: 'CONTAINER',
  variable_type: 'VALUE',
  service_id: container.id,
  service_name: container.name,
  service_type: 'CONTAINER',
})

/** Throws `name.taken`. */
export function refuseTaken(variables: readonly Pick<Variable, 'name'>[], name: string): void {
  if (!variables.some((each) => each.name === name)) return
  const issue = {
    field: 'key',
    problem: `"${name}" is taken by another variable of this container`,
    remedy: 'Edit that one.',
  }
  throw new AppError('name.taken', `${issue.field} ${issue.problem}. ${issue.remedy}`, { issues: [issue] })
}

const byName = (a: Variable, b: Variable): number => (a.name < b.name ? -1 : 1)

/** Throws `name.taken`. */
export const withVariable =
  (added: Variable) =>
  (variables: readonly Variable[]): readonly Variable[] => {
    refuseTaken(variables, added.name)
    return [...variables, added].toSorted(byName)
  }

/** `edited` undefined takes it away. Throws `variable.not_found` and `name.taken`. */
export const changedVariable =
  (containerId: string, id: string, edited: Variable | undefined) =>
  (variables: readonly Variable[]): readonly Variable[] => {
    const others = variables.filter(({ name }) => variableId(containerId, name) !== id)
    if (others.length === variables.length) {
      throw new AppError('variable.not_found', `This container has no environment variable ${id}.`)
    }
    return edited ? withVariable(edited)(others) : others
  }
