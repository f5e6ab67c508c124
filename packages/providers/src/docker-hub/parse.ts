import type { ParsedDraft, RegistryDraft } from '@fairlead/core'
import { halfAccount } from '../verification/account-fields.ts'
import { publicPart, readDraft, secretPart } from '../verification/draft-fields.ts'
import { fixedAddress } from '../verification/fixed-address.ts'
import { DOCKER_HUB } from './addresses.ts'

/** Throws `request.invalid` with every fault. */
export function parseDockerHubDraft(draft: RegistryDraft): ParsedDraft {
  const fields = readDraft(draft)
  const account = { username: fields.text('username'), password: fields.verbatim('password').trim() }
  const url = fixedAddress(draft.url, DOCKER_HUB)
  if (typeof url !== 'string') fields.issues.push(url)
  if (account.username.includes('@')) {
    fields.issues.push({
      field: 'config.username',
      problem: 'is an e-mail address',
      remedy: 'Enter the Docker ID, which is the name in front of the images.',
    })
  }
  const half = fields.issues.length === 0 ? halfAccount(account) : undefined
  if (half) fields.issues.push(half)
  fields.finish()
  return { url: DOCKER_HUB, config: publicPart(account), secrets: secretPart(account) }
}
