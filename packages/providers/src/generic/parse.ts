import type { FieldIssue, ParsedDraft, RegistryDraft } from '@fairlead/core'
import { publicPart, readDraft, secretPart } from '../verification/draft-fields.ts'
import { normalizeAddress } from '../verification/registry-address.ts'

const together = (field: string, other: string): FieldIssue => ({
  field,
  problem: `is missing while ${other} is given`,
  remedy: 'Enter both, or neither for an anonymous connection.',
})

/** Throws `request.invalid` with every fault. User names keep their case: `AWS`, `robot$Name`. */
export function parseGenericDraft(draft: RegistryDraft): ParsedDraft {
  const fields = readDraft(draft)
  const account = { username: fields.text('username'), password: fields.verbatim('password') }
  const given = (draft.url ?? '').trim()
  const url =
    given === ''
      ? { field: 'url', problem: 'is missing', remedy: 'Enter the address that `docker login` takes.' }
      : normalizeAddress(given)
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
    config: publicPart(account),
    secrets: secretPart(account),
  }
}
