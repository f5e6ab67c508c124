import {
  checkRepository,
  type FieldIssue,
  isAppError,
  type ParsedDraft,
  type RegistryDraft,
  registryPath,
} from '@fairlead/core'
import { publicPart, readDraft, secretPart } from '../verification/draft-fields.ts'
import { normalizeAddress } from '../verification/registry-address.ts'
import { readTokenRealm } from '../verification/token-realm.ts'

const together = (field: string, other: string): FieldIssue => ({
  field,
  problem: `is missing while ${other} is given`,
  remedy: 'Enter both, or neither for an anonymous connection.',
})

function readUrl(given: string): string | FieldIssue {
  if (given === '') {
    return { field: 'url', problem: 'is missing', remedy: 'Enter the address that `docker login` takes.' }
  }
  const url = normalizeAddress(given)
  if (typeof url !== 'string') return url
  const path = registryPath(url)
  if (path === '') return url
  try {
    checkRepository(path)
    return url
  } catch (error) {
    if (!isAppError(error, 'image.reference_invalid')) throw error
    return {
      field: 'url',
      problem: 'has a path that cannot stand in front of an image name',
      remedy:
        'Enter the address that `docker login` takes, with nothing behind it but the first parts of the image names.',
    }
  }
}

/** Throws `request.invalid` with every fault. User names keep their case: `AWS`, `robot$Name`. */
export function parseGenericDraft(draft: RegistryDraft): ParsedDraft {
  const fields = readDraft(draft)
  const account = { username: fields.text('username'), password: fields.verbatim('password') }
  const realm = readTokenRealm(fields.text('token_realm'))
  if (typeof realm !== 'string') fields.issues.push(realm)
  const url = readUrl((draft.url ?? '').trim())
  if (typeof url !== 'string') fields.issues.push(url)
  if (fields.issues.length === 0 && (account.username === '') !== (account.password === '')) {
    fields.issues.push(
      account.username === ''
        ? together('config.username', 'a password')
        : together('config.password', 'a user name'),
    )
  }
  fields.finish()
  return {
    url: typeof url === 'string' ? url : '',
    config: { ...publicPart(account), ...(typeof realm === 'string' && realm ? { token_realm: realm } : {}) },
    secrets: secretPart(account),
  }
}
