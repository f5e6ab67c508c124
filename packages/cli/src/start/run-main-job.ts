import type { ApiClient, Cluster, Container, Registry } from '@fairlead/api/client'
import type { Context } from '../context.ts'
import { createCheckRenderer, createDeploymentRenderer } from '../render/index.ts'
import { findSamplePlace, type SamplePlace } from './sample-place.ts'
import type { Installation } from './start-installation.ts'

/** What the main job came to. */
export interface MainJobOutcome {
  readonly ok: boolean
  /** Where the sample answers; absent in a Git repository. */
  readonly address: string | undefined
  /** Commit of a Git repository, or id of a container. */
  readonly reference: string | null
  readonly target: Cluster['target']['kind']
  readonly digest: string | undefined
}

const REGISTRY_NAME = 'ghcr-twin'
const CONTAINER_NAME = 'hello'

/** Connect, verify, deploy and status, through the same API that everybody uses; each step on its line. */
export async function runMainJob(installation: Installation, context: Context): Promise<MainJobOutcome> {
  const { SAMPLE_IMAGE, SAMPLE_OWNER, SAMPLE_PORT, SAMPLE_TAGS } = await import('@fairlead/server/sample')
  const { createApiClient } = await import('@fairlead/api/client')
  const client = createApiClient({ baseUrl: installation.server.url, token: installation.token })
  const { signal } = context
  const place = await findSamplePlace(client, `${installation.folder}/gitops`, signal)
  const registry = await connect(client, place, SAMPLE_OWNER, installation, context)
  if (!registry)
    return {
      ok: false,
      address: undefined,
      reference: null,
      target: place.cluster.target.kind,
      digest: undefined,
    }

  const existing = (await client.containers.list(place.environment.id, { signal })).find(
    ({ name }) => name === CONTAINER_NAME,
  )
  const container =
    existing ??
    (await client.containers.create(
      place.environment.id,
      {
        name: CONTAINER_NAME,
        registry_id: registry.id,
        image_name: `${SAMPLE_OWNER}/${SAMPLE_IMAGE}`,
        tag: SAMPLE_TAGS.at(-1) ?? '',
        cpu: 250,
        memory: 128,
        healthchecks: { readiness_probe: { type: { http: { port: SAMPLE_PORT, path: '/' } } } },
        ports: [{ internal_port: SAMPLE_PORT, publicly_accessible: true, protocol: 'HTTP' }],
      },
      { signal },
    ))
  return deploy(client, container, place, context)
}

/** Adds the twin as a container registry, or proves the one of an earlier start again. Undefined when it does not work. */
async function connect(
  client: ApiClient,
  { organizationId }: SamplePlace,
  owner: string,
  { twin }: Installation,
  context: Context,
): Promise<Registry | undefined> {
  const { signal } = context
  const stored = (await client.registries.list(organizationId, { signal })).find(
    ({ name }) => name === REGISTRY_NAME,
  )
  context.note(`\n  ${context.style.bold('Connect')}  ${new URL(twin.url).host}/${owner}`)
  const renderer = createCheckRenderer(context.io)
  const watched = { signal, onStart: renderer.onStart, onCheck: renderer.onCheck }
  const body = {
    name: REGISTRY_NAME,
    kind: 'GITHUB_CR',
    url: twin.url,
    description: 'The GHCR twin of npm start',
    config: { username: owner, password: twin.connectToken.reveal() },
  } as const
  try {
    if (stored?.url === twin.url) {
      const verification = await client.registries.verifySaved(organizationId, stored.id, {}, watched)
      renderer.finish(verification)
      return verification.ok ? stored : undefined
    }
    const saved = stored
      ? await client.registries.edit(organizationId, stored.id, body, watched)
      : await client.registries.create(organizationId, body, watched)
    const verification = await client.registries.findings(organizationId, saved.id, { signal })
    if (verification) renderer.finish(verification)
    return saved
  } finally {
    renderer.stop()
  }
}

/** Deploys the sample unless what should run already does. */
async function deploy(
  client: ApiClient,
  container: Container,
  place: SamplePlace,
  context: Context,
): Promise<MainJobOutcome> {
  const { signal } = context
  const { kind } = place.cluster.target
  const image = `${container.image_name}:${container.tag}`
  const where = kind === 'docker' ? 'the Docker engine' : 'a Git repository'
  context.note(`\n  ${context.style.bold('Deploy')}   ${image} to ${where}`)
  const id =
    (await runsAlready(client, container, kind, signal)) ?? (await request(client, container, signal))
  const renderer = createDeploymentRenderer(context.io)
  try {
    for await (const deployment of client.deployments.watch(id, { signal })) {
      for (const step of deployment.steps) renderer.onStep(step)
      if (deployment.finishedAt === null) continue
      const ok = deployment.state === 'succeeded'
      const digest = deployment.image?.digest
      renderer.finish({
        ok,
        summary: ok
          ? `${container.name} ${kind === 'docker' ? 'runs' : 'is committed as'} ${digest?.slice(0, 19)}`
          : `${container.name} was not deployed`,
        findings: deployment.findings,
        endpoints: deployment.endpoints,
      })
      const { reference } = deployment
      return { ok, address: deployment.endpoints[0]?.url, reference, target: kind, digest }
    }
    throw new Error('The deployment was not seen to end.')
  } finally {
    renderer.stop()
  }
}

const request = async (client: ApiClient, container: Container, signal: AbortSignal): Promise<string> => {
  const { deployment_request_id: id } = await client.containers.deploy(container.id, { signal })
  if (id) return id
  throw new Error('The server accepted the deployment without an id.')
}

/** The deployment that is live, when it is what the container asks for and the target says that it is there. */
async function runsAlready(
  client: ApiClient,
  container: Container,
  kind: Cluster['target']['kind'],
  signal: AbortSignal,
): Promise<string | undefined> {
  const status = await client.containers.status(container.id, { signal })
  if (status.service_deployment_status !== 'UP_TO_DATE' || !/^(DEPLOYED|RESTARTED)$/.test(status.state))
    return undefined
  const runtime = await client.containers.runtime(container.id, { signal })
  const there = kind === 'docker' ? runtime.state === 'running' : runtime.state !== 'absent'
  return there ? runtime.deploymentId : undefined
}
