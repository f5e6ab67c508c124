import { usageFailure } from '../failure.ts'
import { normalUrl } from './session.ts'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Address without a path's trailing slash. Throws a usage failure. */
export function readUrl(given: string): string {
  const url = URL.parse(given)
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return normalUrl(given)
  throw usageFailure(
    `"${given}" is not the address of a server.`,
    'Write it as https://fairlead.example or http://127.0.0.1:4600.',
  )
}

/** Whether a token on its way to an address can be read by others than this machine. */
export function isUnencrypted(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && !LOOPBACK.test(hostname)
}
