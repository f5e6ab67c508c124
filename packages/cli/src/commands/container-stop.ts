import { defineCommand } from '../command.ts'
import { DEPLOYMENT_JSON, followDeployment, requestedDeployment, waitOptions } from '../follow-deployment.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findContainer, placeOptions } from '../names/find-place.ts'
import { optionalArgument } from '../options.ts'

export const stop = defineCommand({
  name: 'container stop',
  summary: 'Stop a container; it stays, and deploying starts it again',
  arguments: { container: optionalArgument('Name or id of the container; the only one if left out') },
  options: { ...waitOptions, ...placeOptions, ...organizationOption },
  examples: ['fairlead container stop web'],
  json: DEPLOYMENT_JSON,
  async run({ args, options }, context) {
    const session = await openSession(context, options)
    const { id, name } = await findContainer(session, args.container, options)
    const status = await session.api.containers.stop(id, { signal: context.signal })
    const deployment = await requestedDeployment(session, status)
    return followDeployment(context, session, { name, deployment, wait: options.wait })
  },
})
