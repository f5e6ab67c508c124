import type { ContainerRequest, SecretVariableRequest, VariableRequest } from '@fairlead/api/client'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { DEPLOYMENT_JSON, followDeployment, requestedDeployment, waitOptions } from '../follow-deployment.ts'
import { openSession, organizationOption, type Session } from '../login/session.ts'
import { chooseRegistry } from '../names/choose-registry.ts'
import { findPlace, placeLabel, placeOptions } from '../names/find-place.ts'
import { readImageName } from '../names/image-name.ts'
import { readPort, type TypedPort } from '../names/port.ts'
import { readSecretVariable, readVariable } from '../names/read-variable.ts'
import { readVolume } from '../names/volume.ts'
import { argument, flag, integer, text, texts } from '../options.ts'

const portRequest = ({ internal, external, protocol }: TypedPort) => ({
  internal_port: internal,
  protocol,
  publicly_accessible: true,
  ...(external === undefined ? {} : { external_port: external }),
})

/** An HTTP probe of the first HTTP port. Throws a usage failure when there is none. */
function healthchecks(
  path: string | undefined,
  ports: readonly TypedPort[],
): ContainerRequest['healthchecks'] {
  if (path === undefined) return {}
  const port = ports.find(({ protocol }) => protocol === 'HTTP')?.internal
  if (port === undefined) throw usageFailure('--health-path needs an HTTP port.', 'Give one: --port 8080.')
  return { readiness_probe: { type: { http: { port, path } } } }
}

export const create = defineCommand({
  name: 'container create',
  summary: 'Create a container from an image of a connected registry',
  details: [
    'Nothing runs until it is deployed: with --deploy at once, else with `fairlead container deploy`.',
  ],
  arguments: {
    name: argument('Name of the container, unique in its environment'),
    image: argument('OWNER/IMAGE:TAG, or with the host of the registry: ghcr.io/OWNER/IMAGE:TAG'),
  },
  options: {
    registry: text('NAME', 'Name or id of the registry, where the image does not tell'),
    port: texts('PORT', 'Port it listens on, as 8080, 80:8080 for a fixed one outside, or 5432/tcp', {
      short: 'p',
    }),
    env: texts('KEY=VALUE', 'Environment variable; KEY alone passes on the value that it has here', {
      short: 'e',
    }),
    secretEnv: texts('KEY', 'Secret variable, with the value that it has here; nobody can read it again'),
    volume: texts('PATH:GIB', 'Folder that outlives instances and versions, with its size, such as /data:10'),
    healthPath: text('PATH', 'HTTP path that answers 2xx or 3xx once it is ready, such as /healthz'),
    cpu: integer('MILLI', { min: 10, max: 1_000_000 }, 'Thousandths of a core (default: 500)'),
    memory: integer('MIB', { min: 4, max: 16_777_216 }, 'Memory in MiB (default: 512)'),
    instances: integer('COUNT', { min: 1, max: 1000 }, 'Instances to run (default: 1)'),
    entrypoint: text('COMMAND', "Program to run instead of the image's"),
    arg: texts('TEXT', "Argument of the program, instead of the image's"),
    description: text('TEXT', 'What it is for'),
    deploy: flag('Deploy it at once'),
    ...waitOptions,
    ...placeOptions,
    ...organizationOption,
  },
  examples: [
    'fairlead container create web ghcr.io/acme/web:1.4 --port 8080 --health-path /healthz --deploy',
    'fairlead container create worker acme/worker:1.4 --env QUEUE=mail --secret-env API_KEY',
  ],
  json: `Container; with --deploy ${DEPLOYMENT_JSON}`,
  async run({ args, options }, context) {
    const { io, signal } = context
    const image = readImageName(args.image)
    if (image.tag === undefined) {
      throw usageFailure(`"${args.image}" has no tag.`, `Give the one to deploy: ${args.image}:TAG.`)
    }
    const ports = options.port.map(readPort)
    const volumes = options.volume.map(readVolume)
    const variables = options.env.map((each) => readVariable('--env', each, io.env))
    const secrets = options.secretEnv.map((each) => readSecretVariable('--secret-env', each, io.env))
    const health = healthchecks(options.healthPath, ports)
    const session = await openSession(context, options)
    const [place, registry] = await Promise.all([
      findPlace(session, options),
      chooseRegistry(session, options.registry, image),
    ])
    const request: ContainerRequest = {
      name: args.name,
      registry_id: registry.id,
      image_name: image.repository,
      tag: image.tag,
      description: options.description,
      entrypoint: options.entrypoint,
      arguments: [...options.arg],
      cpu: options.cpu,
      memory: options.memory,
      min_running_instances: options.instances,
      max_running_instances: options.instances,
      healthchecks: health,
      ports: ports.map(portRequest),
      storage: volumes,
    }
    const container = await session.api.containers.create(place.id, request, { signal })
    await addVariables(session, container.id, variables, secrets)
    const about = `created in ${placeLabel(place)} from ${container.image_name}:${container.tag} of ${registry.name}`
    if (!options.deploy) {
      context.result(
        container,
        () => `${container.name}: ${about}.\nDeploy it: fairlead container deploy ${container.name}\n`,
      )
      return EXIT.ok
    }
    const status = await session.api.containers.deploy(container.id, { signal })
    const deployment = await requestedDeployment(session, status)
    const { name } = container
    return followDeployment(context, session, { name, about, deployment, wait: options.wait })
  },
})

// One after the other: each is an edit of the same container.
async function addVariables(
  { api, signal }: Session,
  containerId: string,
  variables: readonly VariableRequest[],
  secrets: readonly SecretVariableRequest[],
): Promise<void> {
  for (const variable of variables) await api.containers.addVariable(containerId, variable, { signal })
  for (const secret of secrets) await api.containers.addSecret(containerId, secret, { signal })
}
