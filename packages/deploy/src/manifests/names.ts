import { createHash } from 'node:crypto'
import type { ServiceIdentity, ServicePort, Volume } from '@fairlead/core'

// RFC 1035 label: what a Service's name must be, and valid wherever RFC 1123 asks for less.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
const LABEL = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/
const HASH_LENGTH = 6
// A pod is named <deployment>-<replica set>-<5>, and its host name ends at 63 characters.
const MAX_NAME = 46

/**
 * A name that Kubernetes accepts, at most 46 characters. A name that is one already stays; any other is turned into
 * one with a short hash of the original behind it, so that `My App` and `my-app` do not meet.
 */
export function kubernetesName(name: string): string {
  if (name.length <= MAX_NAME && LABEL.test(name)) return name
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, MAX_NAME - HASH_LENGTH - 1)
    .replace(/-+$/, '')
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH)
  return `${slug === '' ? 'x' : slug}-${hash}`
}

/**
 * Namespace of a service's environment: `<project>-<environment>-<8 of the environment's id>`. The id keeps
 * `a-b`/`c` and `a`/`b-c` apart. At most 63 characters.
 */
export function namespaceOf(service: ServiceIdentity): string {
  const short = (name: string) => kubernetesName(name).slice(0, 26).replace(/-+$/, '')
  return `${short(service.projectName)}-${short(service.environmentName)}-${service.environmentId.slice(0, 8).toLowerCase()}`
}

/** Where an object is. */
export interface Place {
  readonly name: string
  readonly namespace: string
}

/** A service's objects have its name, in the namespace of its environment. */
export const usualPlace = (service: ServiceIdentity): Place => ({
  name: kubernetesName(service.name),
  namespace: namespaceOf(service),
})

/** Name of the Secret that holds the credential to pull with; one for each registry connection and namespace. */
export const pullSecretName = (registryId: string): string =>
  `fairlead-pull-${registryId.slice(0, 8).toLowerCase()}`

/** Name of the claim behind a volume. Ids alone are in it: neither a renamed service nor another mount point loses its data. */
export const claimName = (service: ServiceIdentity, { id }: Volume): string =>
  `volume-${service.id.slice(0, 8)}-${id.slice(0, 8)}`.toLowerCase()

/** Name of the Secret with a service's secret variables, where somebody else than Fairlead keeps it. */
export const secretsName = (service: ServiceIdentity): string => `${kubernetesName(service.name)}-secrets`

/** `TCP` or `UDP`: HTTP and gRPC run on TCP. */
export const transportOf = (port: ServicePort): 'TCP' | 'UDP' => (port.protocol === 'UDP' ? 'UDP' : 'TCP')

// IANA service name, RFC 6335 section 5.1: at most 15 characters, a letter among them, no two dashes in a row.
const PORT_NAME = /^(?=.*[a-z])(?!.*--)[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/

/** The names of ports, in their order: the user's where it is valid and not taken, else `p8080-tcp`. */
export function portNames(ports: readonly ServicePort[]): string[] {
  const taken = new Set<string>()
  return ports.map((port) => {
    const given = port.name.toLowerCase()
    const made = `p${port.internalPort}-${transportOf(port).toLowerCase()}`
    let name = PORT_NAME.test(given) ? given : made
    for (let count = 2; taken.has(name); count += 1) name = name === given ? made : `${made}${count}`
    taken.add(name)
    return name
  })
}

// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)$/

export const isLabelValue = (text: string): boolean => LABEL_VALUE.test(text)
