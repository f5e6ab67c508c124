import type { FieldIssue } from '@fairlead/core'

/** The `token_realm` of a connection without its query, empty where none is given, or the issue with it. */
export function readTokenRealm(given: string): string | FieldIssue {
  if (given === '') return ''
  const url = URL.parse(given)
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash) {
    return `${url.origin}${url.pathname}`
  }
  return {
    field: 'config.token_realm',
    problem: 'is not an http(s) address without a user name and a query',
    remedy: 'Enter it as https://auth.example.com/token.',
  }
}
