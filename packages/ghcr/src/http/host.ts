import type { IncomingMessage } from 'node:http'

const AUTHORITY = /^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?$/

/**
 * The `host:port` by which the client reached the twin, so that the addresses it is given work for it too, be it by
 * name, by number or from a container. The socket's own where the header is missing or no authority.
 */
export function requestAuthority(request: IncomingMessage): string {
  const { host } = request.headers
  if (host !== undefined && AUTHORITY.test(host)) return host
  const { localAddress = '127.0.0.1', localPort } = request.socket
  return `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`
}

export const requestOrigin = (request: IncomingMessage): string => `http://${requestAuthority(request)}`
