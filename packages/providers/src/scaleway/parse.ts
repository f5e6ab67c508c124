import { type FieldIssue, type ParsedDraft, type RegistryDraft, Secret } from '@fairlead/core'
import { readDraft } from '../verification/draft-fields.ts'
import { normalizeAddress } from '../verification/registry-address.ts'
import { REGIONS, regionOf, registryAddress } from './addresses.ts'
import { ACCESS_KEY_PATTERN, UUID_PATTERN } from './form.ts'

const URL_REMEDY = 'Enter it as https://rg.fr-par.scw.cloud, or leave it empty: it follows from the region.'

/** The region that an address names; undefined where none was typed. */
function regionOfUrl(given: string): string | undefined | FieldIssue {
  if (given === '') return undefined
  const url = normalizeAddress(given)
  if (typeof url !== 'string') return url
  const { protocol, host, pathname } = new URL(url)
  const region = protocol === 'https:' && pathname === '/' ? regionOf(host) : undefined
  return region ?? { field: 'url', problem: 'is no address of a Scaleway registry', remedy: URL_REMEDY }
}

/** Throws `request.invalid` with every fault. */
export function parseScalewayDraft(draft: RegistryDraft): ParsedDraft {
  const fields = readDraft(draft)
  const { issues } = fields
  const fault = (name: string, problem: string, remedy: string): void => {
    if (!issues.some(({ field }) => field === `config.${name}`))
      issues.push({ field: `config.${name}`, problem, remedy })
  }
  const given = {
    region: fields.text('region').toLowerCase(),
    project: fields.text('scaleway_project_id').toLowerCase(),
    accessKey: fields.text('scaleway_access_key').toUpperCase(),
    secretKey: fields.verbatim('scaleway_secret_key').trim(),
  }
  const fromUrl = regionOfUrl((draft.url ?? '').trim())
  if (typeof fromUrl === 'object') issues.push(fromUrl)
  const urlRegion = typeof fromUrl === 'string' ? fromUrl : undefined
  const region = given.region || urlRegion || ''
  const regions = REGIONS.map(({ value }) => value).join(', ')
  if (region === '') fault('region', 'is missing', `Choose one of ${regions}.`)
  else if (!REGIONS.some(({ value }) => value === region)) {
    fault('region', `is no region of the registry`, `Choose one of ${regions}.`)
  } else if (urlRegion !== undefined && urlRegion !== region) {
    issues.push({ field: 'url', problem: `is not in the region ${region}`, remedy: URL_REMEDY })
  }
  const check = (name: string, value: string, pattern: string, what: string, remedy: string): void => {
    if (value === '') fault(name, 'is missing', remedy)
    else if (!new RegExp(`^(?:${pattern})$`).test(value)) fault(name, `is no ${what}`, remedy)
  }
  check(
    'scaleway_project_id',
    given.project,
    UUID_PATTERN,
    'project ID',
    'Copy the ID from the settings of the project.',
  )
  check(
    'scaleway_access_key',
    given.accessKey,
    ACCESS_KEY_PATTERN,
    'access key',
    'Copy the access key of the API key: SCW and 17 letters and digits.',
  )
  check(
    'scaleway_secret_key',
    given.secretKey,
    UUID_PATTERN,
    'secret key',
    'Copy the secret key, which Scaleway shows once, or make a new API key.',
  )
  fields.finish()
  return {
    url: registryAddress(region),
    config: {
      region,
      scaleway_project_id: given.project,
      scaleway_access_key: given.accessKey,
    },
    secrets: { scaleway_secret_key: new Secret(given.secretKey) },
  }
}
