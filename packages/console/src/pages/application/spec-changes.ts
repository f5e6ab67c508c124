import type { Deployment } from '@fairlead/api/client'
import { upperFirst } from '../../ui/letter-case.ts'

export interface SpecChange {
  readonly what: string
  readonly from: string
  readonly to: string
}

type Spec = Deployment['spec']

const list = (values: readonly string[]): string => (values.length === 0 ? 'None' : values.join(', '))

const PROBES = { http: 'HTTP', tcp: 'TCP', grpc: 'gRPC', exec: 'command' } as const

/** What a deployment runs, line by line, as people read it. */
const lines = ({ spec, image }: Pick<Deployment, 'spec' | 'image'>): Readonly<Record<string, string>> => ({
  Image: spec.imageName,
  Tag: image?.tag ?? spec.tag,
  Digest: image?.digest ?? 'Not resolved',
  Instances: instances(spec),
  CPU: `${spec.cpuMilli / 1000} cores`,
  Memory: `${spec.memoryMib} MiB`,
  Ports: list(
    spec.ports.map(
      ({ internalPort, protocol, publiclyAccessible }) =>
        `${internalPort}/${protocol}${publiclyAccessible ? ' (public)' : ''}`,
    ),
  ),
  Variables: list(spec.variableNames),
  Volumes: list(spec.volumes.map(({ mountPoint, sizeGib }) => `${mountPoint} (${sizeGib} GiB)`)),
  'Versions are replaced':
    spec.updateStrategy === 'Recreate' ? 'The old one ends first' : 'One after another',
  'Root file system': spec.readOnlyRootFilesystem ? 'Read-only' : 'Writable',
  'Runs as': runsAs(spec.security),
  'Secret variables': list(spec.secretNames),
  Entrypoint: spec.entrypoint ?? "The image's own",
  Arguments: spec.arguments.length === 0 ? "The image's own" : spec.arguments.join(' '),
  'Health checks': upperFirst(
    list(
      (['readiness', 'liveness'] as const).flatMap((name) => {
        const probe = spec.healthchecks[name]
        return probe ? [`${name} by ${PROBES[probe.type.kind]}`] : []
      }),
    ),
  ),
})

function runsAs(security: Spec['security'] = {}): string {
  const { runAsUser, runAsGroup, serviceAccountName, mountsAccountToken, addedCapabilities } = security
  return upperFirst(
    [
      runAsUser === undefined ? "the cluster's choice" : `user ${runAsUser}`,
      ...(runAsGroup === undefined ? [] : [`group ${runAsGroup}`]),
      ...(serviceAccountName ? [`service account ${serviceAccountName}`] : []),
      ...(mountsAccountToken ? ["with its account's token"] : []),
      ...(addedCapabilities ? [`with ${addedCapabilities.join(', ')}`] : []),
    ].join(', '),
  )
}

export const instances = ({
  minInstances,
  maxInstances,
}: Pick<Spec, 'minInstances' | 'maxInstances'>): string =>
  minInstances === maxInstances ? String(minInstances) : `${minInstances} to ${maxInstances}`

/** What differs between what runs and what would run. Of variables only the names are known. */
export function specChanges(
  from: Pick<Deployment, 'spec' | 'image'>,
  to: Pick<Deployment, 'spec' | 'image'>,
): readonly SpecChange[] {
  const before = lines(from)
  return Object.entries(lines(to)).flatMap(([what, value]) => {
    const old = before[what] ?? ''
    return old === value ? [] : [{ what, from: old, to: value }]
  })
}

export const specLines = (
  deployment: Pick<Deployment, 'spec' | 'image'>,
): readonly (readonly [string, string])[] => Object.entries(lines(deployment))
