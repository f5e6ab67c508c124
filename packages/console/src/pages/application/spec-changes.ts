import type { Deployment } from '@fairlead/api/client'

export interface SpecChange {
  readonly what: string
  readonly from: string
  readonly to: string
}

type Spec = Deployment['spec']

const list = (values: readonly string[]): string => (values.length === 0 ? 'none' : values.join(', '))

/** What a deployment runs, line by line, as people read it. */
const lines = ({ spec, image }: Pick<Deployment, 'spec' | 'image'>): Readonly<Record<string, string>> => ({
  Image: spec.imageName,
  Tag: image?.tag ?? spec.tag,
  Digest: image?.digest ?? 'not resolved',
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
  Entrypoint: spec.entrypoint ?? "the image's",
  Arguments: spec.arguments.length === 0 ? "the image's" : spec.arguments.join(' '),
  'Health checks': list(
    (['readiness', 'liveness'] as const).flatMap((name) => {
      const probe = spec.healthchecks[name]
      return probe ? [`${name} by ${probe.type.kind}`] : []
    }),
  ),
})

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
