import type { FieldIssue } from '@fairlead/core'

const issue = (problem: string, remedy: string): FieldIssue => ({ field: 'url', problem, remedy })

/**
 * Normalizes a registry's address: `ghcr.io` becomes `https://ghcr.io`; a default port, a trailing slash and the
 * API's own `/v2/` go, any other path is kept. Returns the issue when there is no such address.
 */
export function normalizeAddress(text: string): string | FieldIssue {
  const trimmed = text.trim()
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  if (!URL.canParse(full)) return issue('is not an address', 'Enter it as https://registry.example.com.')
  const url = new URL(full)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return issue(`begins with ${url.protocol}//`, 'Use https://, or http:// where the registry has no TLS.')
  }
  if (url.username !== '' || url.password !== '') {
    return issue('holds a user name or password', 'Enter those in the fields of their own.')
  }
  if (url.search !== '' || url.hash !== '') {
    return issue('holds a query or a fragment', 'Enter only scheme, host and port.')
  }
  const path = url.pathname.replace(/\/v2\/?$/, '').replace(/\/+$/, '')
  return `${url.origin}${path}`
}
