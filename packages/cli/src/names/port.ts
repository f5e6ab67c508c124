import { usageFailure } from '../failure.ts'

const PROTOCOLS = ['HTTP', 'GRPC', 'TCP', 'UDP'] as const

export interface TypedPort {
  readonly internal: number
  readonly external: number | undefined
  readonly protocol: (typeof PROTOCOLS)[number]
}

const PATTERN = /^(?:(\d{1,5}):)?(\d{1,5})(?:\/([a-z]+))?$/i
const isPort = (number: number): boolean => number >= 1 && number <= 65_535

/** Reads `8080`, `80:8080` and `5432/tcp`: [PORT OF THE TARGET:]PORT OF THE CONTAINER[/PROTOCOL]. Throws a usage failure. */
export function readPort(text: string): TypedPort {
  const [matched, outside, inside, name = 'http'] = PATTERN.exec(text) ?? []
  const internal = Number(inside)
  const external = outside === undefined ? undefined : Number(outside)
  const protocol = PROTOCOLS.find((each) => each === name.toUpperCase())
  if (matched && protocol && isPort(internal) && (external === undefined || isPort(external))) {
    return { internal, external, protocol }
  }
  throw usageFailure(
    `--port: "${text}" is not a port.`,
    'Write 8080, 80:8080 for a fixed port of the target, or 5432/tcp (http, grpc, tcp, udp).',
  )
}
