import type { ServiceIdentity } from '@fairlead/core'
import { parseDocument } from 'yaml'
import { KEYS } from '../manifests/keys.ts'
import { kubernetesName } from '../manifests/names.ts'
import { targetFailed } from './git.ts'
import type { WorkTree } from './work-tree.ts'

/** A service as the last commit holds it. */
export interface CommittedService {
  /** Its folder from the root, with `/`. */
  readonly folder: string
  /** Text of its deployment.yaml. */
  readonly manifest: string
  readonly digest?: string
  readonly deploymentId?: string
  /** Undefined where an autoscaler decides. */
  readonly replicas?: number
}

/** The environment's folder and the service's own in it. */
export const environmentFolder = (service: ServiceIdentity): string =>
  `${kubernetesName(service.projectName)}/${kubernetesName(service.environmentName)}`

export const serviceFolder = (service: ServiceIdentity): string =>
  `${environmentFolder(service)}/${kubernetesName(service.name)}`

/**
 * Finds the service in the last commit: where its names say, or by its id where it was renamed since. Undefined when
 * it is not there. Throws `target.failed` when another service has its folder.
 */
export async function findCommitted(
  tree: WorkTree,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<CommittedService | undefined> {
  const head = await tree.head(signal)
  if (head === undefined) return undefined
  const expected = await readCommitted(tree, head, serviceFolder(service), signal)
  if (expected?.serviceId === service.id) return expected
  const renamed = await findById(tree, head, service.id, signal)
  if (renamed !== undefined || expected === undefined) return renamed
  throw targetFailed(`The folder ${serviceFolder(service)} belongs to another service.`, {
    asked: `read ${KEYS.service} of ${serviceFolder(service)}/deployment.yaml`,
    answered: expected.serviceId ?? 'no such label',
    action: 'Give each organization a work tree of its own, or rename one of the two services.',
  })
}

/** Throws `target.failed` when the environment's folder is that of another environment of the same names. */
export async function expectOwnEnvironment(
  tree: WorkTree,
  service: ServiceIdentity,
  signal: AbortSignal,
): Promise<void> {
  const path = `${environmentFolder(service)}/namespace.yaml`
  const answer = await tree.git.ask(['cat-file', 'blob', `HEAD:${path}`], signal)
  if (answer.exitCode !== 0) return
  const owner = textAt(parseDocument(answer.stdout), ['metadata', 'labels', KEYS.environment])
  if (owner === undefined || owner === service.environmentId) return
  throw targetFailed(`The folder ${environmentFolder(service)} belongs to another environment.`, {
    asked: `read ${KEYS.environment} of ${path}`,
    answered: owner,
    action: 'Give each organization a work tree of its own, or rename one of the two environments.',
  })
}

async function findById(
  tree: WorkTree,
  head: string,
  id: string,
  signal: AbortSignal,
): Promise<CommittedService | undefined> {
  const found = await tree.git.ask(
    ['grep', '--fixed-strings', '--files-with-matches', '-z', '-e', id, head],
    signal,
  )
  for (const match of found.stdout.split('\0')) {
    const path = match.slice(head.length + 1)
    if (!path.endsWith('/deployment.yaml')) continue
    const candidate = await readCommitted(tree, head, path.slice(0, -'/deployment.yaml'.length), signal)
    if (candidate?.serviceId === id) return candidate
  }
  return undefined
}

async function readCommitted(
  tree: WorkTree,
  head: string,
  folder: string,
  signal: AbortSignal,
): Promise<(CommittedService & { serviceId: string | undefined }) | undefined> {
  const answer = await tree.git.ask(['cat-file', 'blob', `${head}:${folder}/deployment.yaml`], signal)
  return answer.exitCode === 0 ? { folder, ...readManifest(answer.stdout) } : undefined
}

function readManifest(manifest: string) {
  // People edit these files: whatever is missing or of another type is simply not known.
  const document = parseDocument(manifest)
  const text = (path: readonly (string | number)[]) => textAt(document, path)
  const replicas: unknown = document.hasIn(['spec', 'replicas'])
    ? document.getIn(['spec', 'replicas'])
    : undefined
  const digest = text(['spec', 'template', 'spec', 'containers', 0, 'image'])?.split('@')[1]
  const deploymentId = text(['metadata', 'annotations', KEYS.deployment])
  return {
    manifest,
    serviceId: text(['metadata', 'labels', KEYS.service]),
    ...(digest === undefined ? {} : { digest }),
    ...(deploymentId === undefined ? {} : { deploymentId }),
    ...(typeof replicas === 'number' ? { replicas } : {}),
  }
}

function textAt(
  document: ReturnType<typeof parseDocument>,
  path: readonly (string | number)[],
): string | undefined {
  const value: unknown = document.hasIn(path) ? document.getIn(path) : undefined
  return typeof value === 'string' ? value : undefined
}
