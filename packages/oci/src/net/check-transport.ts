import { invalidRequest, isAppError, type Transport } from '@fairlead/core'
import { parseProxy } from './proxy-address.ts'
import { parseAuthorities } from './tls-trust.ts'

/**
 * Checks a way to a registry before it is saved. Throws `request.invalid` naming every field at fault:
 * `transport.ca_certificates`, `transport.proxy.url`, `transport.proxy.username`, `transport.proxy.password`.
 */
export function checkTransport({ caCertificates, proxy }: Transport): void {
  const checks = [
    () => caCertificates !== undefined && parseAuthorities(caCertificates),
    () => proxy !== undefined && parseProxy(proxy),
  ]
  const issues = checks.flatMap((check) => {
    try {
      check()
      return []
    } catch (error) {
      if (isAppError(error, 'request.invalid')) return error.issues
      throw error
    }
  })
  if (issues.length > 0) throw invalidRequest(issues)
}
