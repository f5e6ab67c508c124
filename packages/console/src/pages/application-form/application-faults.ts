import { ApiError } from '@fairlead/api/client'
import type { ApplicationValues, HealthValue, NumberValue } from './application-values.ts'

/** What to show at fields of the form, by their paths: `ports.0.internalPort`. */
export type FieldFaults = Readonly<Record<string, string>>

const required = (what: string, value: string): string | null =>
  value.trim() === '' ? `Give ${what}.` : null

const portFault = (value: NumberValue): string | null =>
  value === '' || !Number.isInteger(value) || value < 1 || value > 65_535
    ? 'Give a port from 1 to 65535.'
    : null

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** What is missing or wrong by the form's own look; the server looks at the rest. */
export function formFaults(values: ApplicationValues): FieldFaults {
  const faults: Record<string, string | null> = {
    environmentId: required('the environment to run in', values.environmentId),
    registryId: required('the container registry', values.registryId),
    image: required('the image', values.image),
    tag: required('the tag', values.tag),
    name: required('a name', values.name),
    ...healthFaults('readiness', values.readiness),
    ...healthFaults('liveness', values.liveness),
  }
  values.ports.forEach(({ internalPort }, index) => {
    faults[`ports.${index}.internalPort`] = portFault(internalPort)
  })
  values.volumes.forEach(({ mountPoint, size }, index) => {
    const isFolder = /^\/[^/]/.test(mountPoint.trim())
    faults[`volumes.${index}.mountPoint`] = isFolder ? null : 'Give a folder, such as /data.'
    faults[`volumes.${index}.size`] = size === '' || size < 1 ? 'Give a size of 1 GiB or more.' : null
  })
  const names = values.variables.map(({ name }) => name.trim())
  names.forEach((name, index) => {
    faults[`variables.${index}.name`] = variableFault(name, names.indexOf(name) !== index)
  })
  return Object.fromEntries(
    Object.entries(faults).flatMap(([field, fault]) => (fault === null ? [] : [[field, fault]])),
  )
}

function variableFault(name: string, repeats: boolean): string | null {
  if (!VARIABLE_NAME.test(name)) return 'Use letters, digits and "_", and do not start with a digit.'
  return repeats ? 'There is a variable of this name already.' : null
}

function healthFaults(of: 'readiness' | 'liveness', health: HealthValue): Record<string, string | null> {
  if (health.kind === 'none') return {}
  if (health.kind === 'exec') return { [`${of}.command`]: required('the command', health.command) }
  return { [`${of}.port`]: portFault(health.port) }
}

const NAMES: Readonly<Record<string, string>> = {
  name: 'name',
  description: 'description',
  registry_id: 'registryId',
  image_name: 'image',
  tag: 'tag',
  image_tag: 'tag',
  entrypoint: 'entrypoint',
  arguments: 'args',
  cpu: 'cpu',
  memory: 'memory',
  min_running_instances: 'minInstances',
  max_running_instances: 'maxInstances',
}
const INNER: Readonly<Record<string, string>> = {
  internal_port: 'internalPort',
  external_port: 'externalPort',
  protocol: 'protocol',
  key: 'name',
  value: 'value',
  port: 'port',
  path: 'path',
  command: 'command',
  service: 'service',
  initial_delay_seconds: 'initialDelay',
  period_seconds: 'period',
  timeout_seconds: 'timeout',
  success_threshold: 'successes',
  failure_threshold: 'failures',
}

/** The form's field of a field of the API; undefined for one that the form does not show. */
function fieldOf(wire: string): string | undefined {
  const path = wire.replace(/^container\./, '')
  const listed = /^(ports|variables)\[(\d+)\](?:\.(\w+))?/.exec(path)
  if (listed) {
    const [, list, index, inner = list === 'ports' ? 'internal_port' : 'key'] = listed
    return INNER[inner] && `${list}.${index}.${INNER[inner]}`
  }
  const volume = /^storage\[(\d+)\](?:\.(\w+))?/.exec(path)
  if (volume) return `volumes.${volume[1]}.${volume[2] === 'size' ? 'size' : 'mountPoint'}`
  const probe = /^healthchecks\.(readiness|liveness)_probe\.(?:.*\.)?(\w+?)(?:\[\d+\])?$/.exec(path)
  if (probe) return INNER[probe[2] ?? ''] && `${probe[1]}.${INNER[probe[2] ?? '']}`
  return NAMES[path.replace(/\[\d+\]$/, '')]
}

export interface ApplicationFaults {
  readonly fields: FieldFaults
  /** The error, unless the fields say all of it. */
  readonly rest: unknown
}

/** What the server said of the form: at its fields where they are shown, and the rest. */
export function serverFaults(error: unknown): ApplicationFaults {
  if (!(error instanceof ApiError) || error.issues.length === 0) return { fields: {}, rest: error }
  const fields: Record<string, string> = {}
  let isWhole = true
  for (const { field, problem, remedy } of error.issues) {
    const own = fieldOf(field)
    if (own === undefined) isWhole = false
    else fields[own] ??= `It ${problem}. ${remedy}`
  }
  return { fields, rest: isWhole ? undefined : error }
}
