import type { BodyOf, operations, SecretVariableAnswer } from '@fairlead/api'
import {
  AppError,
  type ContainerService,
  type PlannedSecret,
  Secret,
  type SecretChange,
} from '@fairlead/core'
import { refuseTaken, toVariable, variableId } from './variables.ts'

type Request = BodyOf<typeof operations.createSecret>

/** Its id follows from its name, as that of a variable. */
export function toSecretVariable(container: ContainerService, name: string): SecretVariableAnswer {
  const { value: _none, ...shown } = toVariable(container, { name, value: '' })
  return shown
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1

/** Throws `name.taken`. */
export const withSecret =
  ({ key, value }: Request): SecretChange =>
  (secrets, seal) => {
    refuseTaken(secrets, key)
    return [...secrets, { name: key, ...seal(new Secret(value ?? '')) }].toSorted(byName)
  }

/** `edited` undefined takes it away; one without a value keeps it. Throws `variable.not_found` and `name.taken`. */
export const changedSecret =
  (containerId: string, id: string, edited: Request | undefined): SecretChange =>
  (secrets, seal) => {
    const before = secrets.find(({ name }) => variableId(containerId, name) === id)
    if (!before) throw new AppError('variable.not_found', `This container has no secret variable ${id}.`)
    const others = secrets.filter((each) => each !== before)
    if (!edited) return others
    refuseTaken(others, edited.key)
    const { value } = edited
    const kept = typeof value === 'string' ? seal(new Secret(value)) : before
    return [...others, { ...before, ...kept, name: edited.key }].toSorted(byName)
  }

/** Undefined where the caller gives none: then those that are stored stay. Throws `name.taken`. */
export function toPlannedSecrets(
  requests: BodyOf<typeof operations.planNewContainer>['secrets'],
): readonly PlannedSecret[] | undefined {
  const planned: PlannedSecret[] = []
  for (const { key, value } of requests ?? []) {
    refuseTaken(planned, key)
    planned.push({ name: key, value: typeof value === 'string' ? new Secret(value) : undefined })
  }
  return requests ? planned : undefined
}
