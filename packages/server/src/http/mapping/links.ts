import type { ContainerLink } from '@fairlead/api'
import type { ContainerStatus } from '@fairlead/core'

const SCHEME_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 }

function externalPort(url: string): number | undefined {
  const parsed = URL.parse(url)
  if (!parsed) return undefined
  return parsed.port === '' ? SCHEME_PORTS[parsed.protocol] : Number(parsed.port)
}

/** Where what should be running answers. */
export const toLinks = ({ container, live }: ContainerStatus): ContainerLink[] =>
  (live?.endpoints ?? []).map(({ port, url }, index) => ({
    service_id: container.id,
    service_type: 'CONTAINER',
    url,
    internal_port: port,
    external_port: externalPort(url) ?? port,
    is_qovery_domain: false,
    is_default: index === 0,
  }))
