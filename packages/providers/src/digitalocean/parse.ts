import type { ParsedDraft, RegistryDraft } from '@fairlead/core'
import { publicPart, readDraft, secretPart } from '../verification/draft-fields.ts'
import { fixedAddress } from '../verification/fixed-address.ts'
import { DOCR } from './addresses.ts'
import { digitalOceanSecretKind } from './token-format.ts'

/**
 * Throws `request.invalid` with every fault. DigitalOcean's documentation has the token entered as user name too: such a
 * user name is a secret, and is not kept.
 */
export function parseDocrDraft(draft: RegistryDraft): ParsedDraft {
  const fields = readDraft(draft)
  const typed = fields.text('username')
  const secret = fields.verbatim('password').trim()
  const isToken = typed !== '' && (typed === secret || digitalOceanSecretKind(typed) !== 'other')
  const url = fixedAddress(draft.url, DOCR)
  if (typeof url !== 'string') fields.issues.push(url)
  const account = { username: isToken ? '' : typed, password: secret || (isToken ? typed : '') }
  if (account.password === '' && !fields.issues.some(({ field }) => field === 'config.password')) {
    fields.issues.push({
      field: 'config.password',
      problem: 'is missing',
      remedy: 'Enter a personal access token with the scope registry:read.',
    })
  }
  fields.finish()
  return { url: DOCR, config: publicPart(account), secrets: secretPart(account) }
}
