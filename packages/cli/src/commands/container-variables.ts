import type { SecretVariableRequest, VariableRequest } from '@fairlead/api/client'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { openSession, organizationOption, type Session } from '../login/session.ts'
import { findContainer, placeOptions } from '../names/find-place.ts'
import { readSecretVariable, readVariable } from '../names/read-variable.ts'
import { optionalArgument, texts } from '../options.ts'
import { renderTable } from '../render/table.ts'

interface Changes {
  readonly set: readonly VariableRequest[]
  readonly secrets: readonly SecretVariableRequest[]
  readonly unset: readonly string[]
}

interface Named {
  readonly id: string
  readonly key: string
}

/** Variables and secret ones as they are now. */
async function readAll({ api, signal }: Session, containerId: string) {
  const [variables, secrets] = await Promise.all([
    api.containers.variables(containerId, { signal }),
    api.containers.secrets(containerId, { signal }),
  ])
  return { variables, secrets }
}

/** One after the other: each is an edit of the same container. What is taken away goes first, so that its name is free. */
async function change(
  session: Session,
  containerId: string,
  { set, secrets, unset }: Changes,
): Promise<void> {
  const { signal } = session
  const { containers } = session.api
  const known = await readAll(session, containerId)
  const of = (list: readonly Named[], key: string) => list.find((each) => each.key === key)?.id
  const absent = unset.filter((key) => !of(known.variables, key) && !of(known.secrets, key))
  if (absent.length > 0) {
    throw usageFailure(
      `--unset: there is no variable ${absent.join(', ')}.`,
      `There are: ${[...known.variables, ...known.secrets].map(({ key }) => key).join(', ') || 'none'}.`,
    )
  }
  for (const key of unset) {
    const [plain, secret] = [of(known.variables, key), of(known.secrets, key)]
    if (plain) await containers.removeVariable(containerId, plain, { signal })
    if (secret) await containers.removeSecret(containerId, secret, { signal })
  }
  const left = (id: string | undefined, key: string) => (unset.includes(key) ? undefined : id)
  for (const body of set) {
    const id = left(of(known.variables, body.key), body.key)
    await (id
      ? containers.editVariable(containerId, id, body, { signal })
      : containers.addVariable(containerId, body, { signal }))
  }
  for (const body of secrets) {
    const id = left(of(known.secrets, body.key), body.key)
    await (id
      ? containers.editSecret(containerId, id, body, { signal })
      : containers.addSecret(containerId, body, { signal }))
  }
}

export const variables = defineCommand({
  name: 'container variables',
  summary: 'List the environment variables of a container, set them and take them away',
  details: [
    'They reach the container with its next deployment. The value of a secret variable is taken from the environment, is sealed before it is stored, and is shown to nobody again.',
  ],
  arguments: { container: optionalArgument('Name or id of the container; the only one if left out') },
  options: {
    set: texts('KEY=VALUE', 'Add or change a variable; KEY alone passes on the value that it has here'),
    setSecret: texts('KEY', 'Add or change a secret variable, with the value that it has here'),
    unset: texts('KEY', 'Take a variable or a secret variable away'),
    ...placeOptions,
    ...organizationOption,
  },
  examples: [
    'fairlead container variables web',
    'read -rs API_KEY && export API_KEY && fairlead container variables web --set-secret API_KEY',
    'fairlead container variables web --set MODE=quiet --unset OLD',
  ],
  json: '{"variables": [Variable], "secrets": [Secret]}, secrets without their values',
  async run({ args, options }, context) {
    const { width, style, io } = context
    const { env } = io
    const changes: Changes = {
      set: options.set.map((each) => readVariable('--set', each, env)),
      secrets: options.setSecret.map((each) => readSecretVariable('--set-secret', each, env)),
      unset: options.unset,
    }
    const session = await openSession(context, options)
    const { id, name } = await findContainer(session, args.container, options)
    const isChange = changes.set.length + changes.secrets.length + changes.unset.length > 0
    if (isChange) await change(session, id, changes)
    const known = await readAll(session, id)
    context.result(known, () => {
      const rows = [
        ...known.variables.map(({ key, value }) => [key, value]),
        ...known.secrets.map(({ key }) => [key, '(secret)']),
      ]
      if (rows.length === 0) return `${name} has no variables.\n`
      const next = isChange ? `Deploy it to apply them: fairlead container deploy ${name}\n` : ''
      return `${renderTable(['name', 'value'], rows, { width, style })}${next}`
    })
    return EXIT.ok
  },
})
