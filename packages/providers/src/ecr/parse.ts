import type { FieldIssue, ParsedDraft, RegistryDraft } from '@fairlead/core'
import { parseLogin } from '../aws/parse-login.ts'
import { partitionOf } from '../aws/region.ts'
import { type EcrHost, parseEcrHost } from '../aws/registry-host.ts'
import { readDraft } from '../verification/draft-fields.ts'
import { normalizeAddress } from '../verification/registry-address.ts'

const issue = (problem: string, remedy: string): FieldIssue => ({ field: 'url', problem, remedy })

interface EcrAddress extends EcrHost {
  readonly url: string
}

const EXAMPLE = 'Enter it as https://<account>.dkr.ecr.<region>.amazonaws.com.'

function readAddress(given: string): EcrAddress | FieldIssue {
  if (given === '') return issue('is missing', EXAMPLE)
  const text = normalizeAddress(given)
  if (typeof text !== 'string') return text
  const { protocol, host, origin, pathname } = new URL(text)
  if (host === 'public.ecr.aws')
    return issue('is that of Amazon ECR Public', 'Take the kind PUBLIC_ECR for it.')
  const read = parseEcrHost(host)
  if (!read) return issue('is not that of a private registry of Amazon ECR', EXAMPLE)
  if (protocol !== 'https:')
    return issue('begins with http://', 'Use https://, which is all that ECR speaks.')
  if (pathname !== '/') {
    const path = pathname.slice(1).replace(/:.*$/, '')
    return issue('holds the name of an image', `Enter ${origin}, and ${path} where the image is asked for.`)
  }
  return { ...read, url: origin }
}

function regionIssue(typed: string, { region }: EcrHost): FieldIssue | undefined {
  if (typed === '' || typed === region) return undefined
  return {
    field: 'config.region',
    problem: `is ${typed}, while the address is in ${region}`,
    remedy: `Enter ${region}, or the address of the registry in ${typed}.`,
  }
}

/** Throws `request.invalid` with every fault. */
export function parseEcrDraft(draft: RegistryDraft, lent: boolean): ParsedDraft {
  const fields = readDraft(draft)
  const address = readAddress((draft.url ?? '').trim())
  const known = 'url' in address ? address : undefined
  if (!('url' in address)) fields.issues.push(address)
  const region = fields.text('region').toLowerCase()
  const wrong = known && regionIssue(region, known)
  if (wrong) fields.issues.push(wrong)
  const partition = known && partitionOf(known.region)
  const { config, secrets } = parseLogin(fields, { lent, partition, anonymous: false })
  fields.finish()
  return { url: known?.url ?? '', config: { ...config, region: known?.region ?? region }, secrets }
}
