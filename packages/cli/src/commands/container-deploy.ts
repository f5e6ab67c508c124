import { defineCommand } from '../command.ts'
import { DEPLOYMENT_JSON, followDeployment, requestedDeployment, waitOptions } from '../follow-deployment.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { findContainer, placeLabel, placeOptions } from '../names/find-place.ts'
import { optionalArgument, text } from '../options.ts'

export const deploy = defineCommand({
  name: 'container deploy',
  summary: 'Deploy a container, with another tag if one is given',
  details: [
    'The tag is resolved to a digest once, and the digest is what runs. What ran before serves until the new one is healthy, and stays if it does not become so: then the exit code is 1 and the findings say why.',
  ],
  arguments: { container: optionalArgument('Name or id of the container; the only one if left out') },
  options: {
    tag: text('TAG', 'Tag to deploy; it becomes the tag of the container'),
    ...waitOptions,
    ...placeOptions,
    ...organizationOption,
  },
  examples: [
    'fairlead container deploy web --tag 1.5',
    'fairlead container deploy web --tag "$GITHUB_SHA" --output json',
  ],
  json: DEPLOYMENT_JSON,
  async run({ args, options }, context) {
    const session = await openSession(context, options)
    const { id, name, container, place } = await findContainer(session, args.container, options)
    const { tag, wait } = options
    const status = await session.api.containers.deploy(id, { tag, signal: context.signal })
    const deployment = await requestedDeployment(session, status)
    const about = `${container.image_name}:${tag ?? container.tag} to ${placeLabel(place)}`
    return followDeployment(context, session, { name, about, deployment, wait })
  },
})
