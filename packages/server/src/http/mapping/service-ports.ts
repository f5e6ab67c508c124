import type { Container as Answer, BodyOf, operations } from '@fairlead/api'
import type { ServicePort } from '@fairlead/core'
import { uuidOf } from './uuid-of.ts'

type Request = NonNullable<BodyOf<typeof operations.createContainer>['ports']>
type PortRequest = Request[number]

/** What the contract says of a port beyond what targets act on. */
export interface PortOptions {
  readonly isDefault: boolean
  readonly publicPath?: string
  readonly publicPathRewrite?: string
}

/** The same port gets the same id again: a save that changes nothing leaves the spec as it was. */
const portId = ({ id, internal_port, protocol }: PortRequest): string =>
  id || uuidOf(`port:${internal_port}/${protocol ?? 'HTTP'}`)

export const toPorts = (ports: Request): ServicePort[] =>
  ports.map((port) => ({
    id: portId(port),
    name: port.name || `p${port.internal_port}`,
    internalPort: port.internal_port,
    ...(port.external_port ? { externalPort: port.external_port } : {}),
    publiclyAccessible: port.publicly_accessible,
    protocol: port.protocol ?? 'HTTP',
  }))

export const toPortOptions = (ports: Request): Record<string, PortOptions> =>
  Object.fromEntries(
    ports.map((port) => [
      portId(port),
      {
        isDefault: port.is_default ?? false,
        ...(port.public_path ? { publicPath: port.public_path } : {}),
        ...(port.public_path_rewrite ? { publicPathRewrite: port.public_path_rewrite } : {}),
      },
    ]),
  )

export const fromPorts = (
  ports: readonly ServicePort[],
  options: Readonly<Record<string, PortOptions>>,
): Answer['ports'] =>
  ports.map((port) => {
    const option = options[port.id]
    return {
      id: port.id,
      name: port.name,
      internal_port: port.internalPort,
      ...(port.externalPort === undefined ? {} : { external_port: port.externalPort }),
      publicly_accessible: port.publiclyAccessible,
      is_default: option?.isDefault ?? false,
      protocol: port.protocol,
      ...(option?.publicPath ? { public_path: option.publicPath } : {}),
      ...(option?.publicPathRewrite ? { public_path_rewrite: option.publicPathRewrite } : {}),
    }
  })
