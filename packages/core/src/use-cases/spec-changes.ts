import type { ContainerSpec, Probe, ServicePort } from '../domain/container.ts'
import type { PinnedImage } from '../domain/deployment.ts'
import type { SpecChange } from '../domain/deployment-plan.ts'

/** What runs, or would run. The image is null where its digest is not known. */
export interface Version {
  readonly spec: ContainerSpec
  readonly image: PinnedImage | null
}

type Texts = ReadonlyMap<string, string>

/** What differs between two versions, as people read it. A variable is compared by its value and told by its name, a secret one by its version. */
export function specChanges(before: Version, after: Version): readonly SpecChange[] {
  const known = SINGLE.filter(([field]) => field !== 'digest' || after.image !== null)
  const single = known.flatMap(([field, read]) =>
    compare(field, new Map(entry('', read(before))), new Map(entry('', read(after)))),
  )
  const ports = compare('port', portTexts(before.spec), portTexts(after.spec))
  const hidden = compare('variable', variableTexts(before.spec), variableTexts(after.spec))
  const secrets = compare('secret', secretTexts(before.spec), secretTexts(after.spec))
  const variables = [...hidden, ...secrets].map((change) => ({ ...change, before: null, after: null }))
  const volumes = compare('volume', volumeTexts(before.spec), volumeTexts(after.spec))
  const security = compare('security', securityTexts(before.spec), securityTexts(after.spec))
  return [...single, ...security, ...ports, ...volumes, ...variables]
}

const SINGLE: readonly (readonly [SpecChange['field'], (version: Version) => string | null])[] = [
  ['image', imageText],
  ['tag', ({ spec }) => spec.tag],
  ['digest', ({ image }) => image?.digest ?? null],
  ['cpu', ({ spec }) => `${spec.cpuMilli / 1000} cores`],
  ['memory', ({ spec }) => `${spec.memoryMib} MiB`],
  [
    'instances',
    ({ spec: { minInstances: min, maxInstances: max } }) => (min === max ? `${min}` : `${min} to ${max}`),
  ],
  ['entrypoint', ({ spec }) => spec.entrypoint],
  ['arguments', ({ spec }) => (spec.arguments.length === 0 ? null : spec.arguments.map(quoted).join(' '))],
  ['update_strategy', ({ spec }) => (spec.updateStrategy === 'Recreate' ? 'recreate' : 'rolling')],
  ['root_filesystem', ({ spec }) => (spec.readOnlyRootFilesystem ? 'read-only' : 'writable')],
  ['readiness', ({ spec }) => probeText(spec.healthchecks.readiness)],
  ['liveness', ({ spec }) => probeText(spec.healthchecks.liveness)],
]

function imageText({ spec, image }: Version): string {
  return image ? `${image.registry}/${image.repository}` : spec.imageName
}

const quoted = (argument: string): string =>
  /^[\w./:=@%+,-]+$/.test(argument) ? argument : JSON.stringify(argument)

const entry = (name: string, text: string | null): [string, string][] => (text === null ? [] : [[name, text]])

const portTexts = ({ ports }: ContainerSpec): Texts =>
  new Map(
    ports.map((port): [string, string] => [
      `${port.internalPort}/${port.protocol === 'UDP' ? 'udp' : 'tcp'}`,
      `${port.protocol}, ${exposure(port)}`,
    ]),
  )

function exposure({ publiclyAccessible, externalPort }: ServicePort): string {
  if (!publiclyAccessible) return 'private'
  return externalPort === undefined ? 'public' : `public on ${externalPort}`
}

const variableTexts = ({ variables }: ContainerSpec): Texts =>
  new Map(variables.map(({ name, value }): [string, string] => [name, value]))

const volumeTexts = ({ volumes }: ContainerSpec): Texts =>
  new Map(volumes.map(({ mountPoint, sizeGib }): [string, string] => [mountPoint, `${sizeGib} GiB`]))

function securityTexts({ security = {} }: ContainerSpec): Texts {
  const { serviceAccountName, mountsAccountToken, runAsUser, runAsGroup, addedCapabilities } = security
  return new Map([
    ...entry('service account', serviceAccountName ?? null),
    ...entry("service account's token", mountsAccountToken ? 'mounted' : null),
    ...entry('user', runAsUser === undefined ? null : `${runAsUser}`),
    ...entry('group', runAsGroup === undefined ? null : `${runAsGroup}`),
    ...entry('added capabilities', addedCapabilities?.join(', ') ?? null),
  ])
}

const secretTexts = ({ secrets }: ContainerSpec): Texts =>
  new Map(secrets.map(({ name, version }): [string, string] => [name, version]))

function probeText(probe: Probe | null): string | null {
  if (probe === null) return null
  const { initialDelaySeconds: delay, periodSeconds: period, timeoutSeconds: timeout } = probe
  const counts = `${probe.successThreshold} good or ${probe.failureThreshold} bad answers decide`
  return `${askText(probe)}, after ${delay} s every ${period} s within ${timeout} s; ${counts}`
}

function askText({ type }: Probe): string {
  switch (type.kind) {
    case 'http':
      return `GET ${type.scheme.toLowerCase()}://:${type.port}${type.path}`
    case 'tcp':
      return `connect to port ${type.port}`
    case 'grpc':
      return `gRPC health of ${type.service || 'the server'} on port ${type.port}`
    case 'exec':
      return `run ${type.command.map(quoted).join(' ')}`
  }
}

function compare(field: SpecChange['field'], before: Texts, after: Texts): SpecChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name): SpecChange[] => {
    const was = before.get(name) ?? null
    const is = after.get(name) ?? null
    if (was === is) return []
    const change = was === null ? 'added' : is === null ? 'removed' : 'changed'
    return [{ field, name, change, before: was, after: is }]
  })
}
