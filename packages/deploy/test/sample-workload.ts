import { randomUUID } from 'node:crypto'
import { type ContainerSpec, type Digest, Secret, type ServiceIdentity, type Workload } from '@fairlead/core'

/** A spec with the least in it, for tests to add to. */
const plainSpec = (changes: Partial<ContainerSpec> = {}): ContainerSpec => ({
  registryId: '7a1b0c2d-0000-4000-8000-000000000001',
  imageName: 'acme/app',
  tag: '1.0.0',
  entrypoint: null,
  arguments: [],
  cpuMilli: 250,
  memoryMib: 128,
  minInstances: 1,
  maxInstances: 1,
  ports: [],
  healthchecks: { readiness: null, liveness: null },
  variables: [],
  secrets: [],
  volumes: [],
  updateStrategy: 'RollingUpdate',
  readOnlyRootFilesystem: false,
  ...changes,
})

/** A private image pinned by a digest that nobody needs to have. */
export const sampleWorkload = (
  service: ServiceIdentity,
  changes: {
    spec?: Partial<ContainerSpec>
    secrets?: Workload['secrets']
    digest?: Digest
    deploymentId?: string
    tag?: string
  } = {},
): Workload => {
  const spec = plainSpec({ ...(changes.tag ? { tag: changes.tag } : {}), ...changes.spec })
  return {
    service,
    deploymentId: changes.deploymentId ?? randomUUID(),
    image: {
      registryId: spec.registryId,
      registry: 'ghcr.io',
      repository: spec.imageName,
      tag: spec.tag,
      digest: changes.digest ?? `sha256:${'1'.repeat(64)}`,
      platforms: [],
    },
    spec,
    secrets: changes.secrets ?? [],
    credential: { username: 'octo', password: new Secret('a-secret-that-nobody-may-see') },
  }
}
