import { REDACTED, type RegistryCredential } from '@fairlead/core'
import type { OciError } from '../spec/index.ts'

// What may be shown of a query: everything else may be a signature or an upload's secret state.
const SHOWN_PARAMETERS: ReadonlySet<string> = new Set([
  'digest',
  'from',
  'last',
  'mount',
  'n',
  'scope',
  'service',
])

/** `GET https://ghcr.io/v2/acme/app/tags/list?n=1000`; other parameters than well-known ones are left out. */
export function describeRequest(method: string, url: URL): string {
  const shown = [...url.searchParams].filter(([name]) => SHOWN_PARAMETERS.has(name))
  const query = shown.map(([name, value]) => `${name}=${value}`).join('&')
  return `${method} ${url.origin}${url.pathname}${query === '' ? '' : `?${query}`}`
}

/** `401 UNAUTHORIZED: authentication required`. */
export function describeAnswer(status: number, errors: readonly OciError[] | undefined): string {
  const [first] = errors ?? []
  if (first === undefined) return String(status)
  return first.message === '' ? `${status} ${first.code}` : `${status} ${first.code}: ${first.message}`
}

const MAX_TEXT = 400

/** Makes a foreign text fit to be shown: on one line, not endless, and without the credential should it be echoed. */
export type Clean = (text: string) => string

export const basicHeader = ({ username, password }: RegistryCredential): string =>
  `Basic ${Buffer.from(`${username}:${password.reveal()}`).toString('base64')}`

export function createClean(credential: RegistryCredential | undefined): Clean {
  const secret = credential?.password.reveal() ?? ''
  const secrets =
    credential === undefined || secret === ''
      ? []
      : [basicHeader(credential).slice('Basic '.length), Buffer.from(secret).toString('base64'), secret]
  return (text) => {
    const hidden = secrets.reduce((shown, each) => shown.replaceAll(each, REDACTED), text)
    const line = hidden.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
    return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line
  }
}
