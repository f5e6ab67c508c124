import { type Clock, expiryFinding, finding } from '@fairlead/core'
import { found, type Outcome, passed, skipped } from '../verification/outcome.ts'
import type { PublishedKey } from './published-keys.ts'
import type { ServiceAccountKey } from './service-account-key.ts'

const DAY_MS = 86_400_000
// https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys#rotate-keys
const OLD_DAYS = 90

/** How old a key is, by its public certificate. What is wrong with it is for the exchange to tell. */
export function judgeKeyAge(
  key: ServiceAccountKey,
  published: PublishedKey | undefined,
  clock: Clock,
): Outcome {
  if (published?.kind !== 'listed') return skipped('Google does not tell the age of the key.')
  const { createdAt, expiresAt } = published
  const days = Math.floor((clock.now().getTime() - Date.parse(createdAt)) / DAY_MS)
  const until = expiresAt === null ? 'does not end by itself' : `ends on ${expiresAt.slice(0, 10)}`
  const detail = `The key ${key.keyId} was made on ${createdAt.slice(0, 10)} and ${until}.`
  const evidence = [{ asked: `the public certificates of ${key.email}`, answered: detail }]
  const link = `https://console.cloud.google.com/iam-admin/serviceaccounts?project=${encodeURIComponent(key.projectId)}`
  const action =
    'Make a new key and save it in the connection, then delete this one; or use workload identity federation, which stores none.'
  const remedy = { action, link }
  const what = `key ${key.keyId} of ${key.email}`
  const soon = expiresAt === null ? undefined : expiryFinding({ expiresAt, clock, what, evidence, remedy })
  // What has ended is for the exchange to tell: Google's answer is the proof.
  if (soon) return soon.severity === 'error' ? skipped(detail) : found([soon], detail)
  if (days <= OLD_DAYS) return passed(detail)
  const old = finding('token.old', { summary: `The ${what} is ${days} days old.`, evidence, remedy })
  return { ...found([old], detail), status: 'passed' }
}
