import type { ParsedDraft, RegistryDraft } from '@fairlead/core'
import { parseLogin } from '../aws/parse-login.ts'
import { readDraft } from '../verification/draft-fields.ts'
import { fixedAddress } from '../verification/fixed-address.ts'
import { PUBLIC_ECR_URL } from './service.ts'

/** Throws `request.invalid` with every fault. A region is not asked for: there is one place that gives logins. */
export function parsePublicEcrDraft(draft: RegistryDraft, lent: boolean): ParsedDraft {
  const fields = readDraft(draft)
  const url = fixedAddress(draft.url, PUBLIC_ECR_URL)
  if (typeof url !== 'string') fields.issues.push(url)
  const login = parseLogin(fields, { lent, partition: 'aws', anonymous: true })
  fields.finish()
  return { url: PUBLIC_ECR_URL, ...login }
}
