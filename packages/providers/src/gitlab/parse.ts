import type { FieldIssue, ParsedDraft, RegistryDraft } from '@fairlead/core'
import { halfAccount } from '../verification/account-fields.ts'
import { publicPart, readDraft, secretPart } from '../verification/draft-fields.ts'
import { normalizeAddress } from '../verification/registry-address.ts'
import { readTokenRealm } from '../verification/token-realm.ts'
import { GITLAB_REGISTRY } from './addresses.ts'

function readUrl(given: string): string | FieldIssue {
  if (given === '') return GITLAB_REGISTRY
  const url = normalizeAddress(given)
  if (typeof url !== 'string') return url
  const { host, pathname } = new URL(url)
  if (host === 'gitlab.com') return GITLAB_REGISTRY
  if (pathname === '/') return url
  return {
    field: 'url',
    problem: "holds a path: a GitLab registry's address has none",
    remedy: 'Enter the address that `docker login` takes; group and project belong to the image name.',
  }
}

/** Throws `request.invalid` with every fault. */
export function parseGitlabDraft(draft: RegistryDraft): ParsedDraft {
  const fields = readDraft(draft)
  const account = { username: fields.text('username'), password: fields.verbatim('password').trim() }
  const realm = readTokenRealm(fields.text('token_realm'))
  const url = readUrl((draft.url ?? '').trim())
  for (const read of [realm, url]) if (typeof read !== 'string') fields.issues.push(read)
  const half = fields.issues.length === 0 ? halfAccount(account) : undefined
  if (half) fields.issues.push(half)
  fields.finish()
  return {
    url: typeof url === 'string' ? url : '',
    config: { ...publicPart(account), ...(typeof realm === 'string' && realm ? { token_realm: realm } : {}) },
    secrets: secretPart(account),
  }
}
