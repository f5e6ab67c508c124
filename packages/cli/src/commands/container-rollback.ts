import { defineCommand } from '../command.ts'
import { DEPLOYMENT_JSON, followDeployment, waitOptions } from '../follow-deployment.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findContainer, placeOptions } from '../names/find-place.ts'
import { optionalArgument, text } from '../options.ts'

export const rollback = defineCommand({
  name: 'container rollback',
  summary: 'Deploy again what an earlier deployment ran: its digest and its settings',
  arguments: { container: optionalArgument('Name or id of the container; the only one if left out') },
  options: {
    to: text(
      'DEPLOYMENT',
      'Id of a deployment that succeeded; the last good one of another digest if left out',
    ),
    ...waitOptions,
    ...placeOptions,
    ...organizationOption,
  },
  examples: ['fairlead container rollback web', 'fairlead container history web'],
  json: DEPLOYMENT_JSON,
  async run({ args, options }, context) {
    const session = await openSession(context, options)
    const { id, name } = await findContainer(session, args.container, options)
    const { signal } = context
    const deployment = await session.api.containers.rollback(id, { deploymentId: options.to, signal })
    return followDeployment(context, session, { name, deployment, wait: options.wait })
  },
})
