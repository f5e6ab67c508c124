import { isAppError, type RegistryDraft } from '@fairlead/core'
import { expect, test } from 'vitest'
import { parseScalewayDraft } from './parse.ts'
import { createScalewayProvider } from './provider.ts'
import { ACCESS_KEY, KEYS, PROJECT } from './testing/scaleway-server.ts'

const config = {
  region: 'nl-ams',
  scaleway_project_id: PROJECT,
  scaleway_access_key: ACCESS_KEY,
  scaleway_secret_key: KEYS.reader,
}

function issuesOf(draft: RegistryDraft): string[] {
  try {
    parseScalewayDraft(draft)
    return []
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    return error.issues.map(({ field, problem }) => `${field} ${problem}`)
  }
}

test('the address follows from the region, and the region from the address', () => {
  expect(parseScalewayDraft({ config }).url).toBe('https://rg.nl-ams.scw.cloud')
  const { region: _, ...rest } = config
  const parsed = parseScalewayDraft({ url: 'rg.pl-waw.scw.cloud/', config: rest })
  expect(parsed.url).toBe('https://rg.pl-waw.scw.cloud')
  expect(parsed.config).toEqual({
    region: 'pl-waw',
    scaleway_project_id: PROJECT,
    scaleway_access_key: ACCESS_KEY,
  })
})

test.each<[RegistryDraft, string[]]>([
  [{ url: 'https://rg.fr-par.scw.cloud', config }, ['url is not in the region nl-ams']],
  [{ url: 'https://rg.fr-par.scw.cloud.evil.example', config }, ['url is no address of a Scaleway registry']],
  [{ url: 'https://rg.nl-ams.scw.cloud/acme', config }, ['url is no address of a Scaleway registry']],
  [{ url: 'http://rg.nl-ams.scw.cloud', config }, ['url is no address of a Scaleway registry']],
  [
    { config: {} },
    [
      'config.region is missing',
      'config.scaleway_project_id is missing',
      'config.scaleway_access_key is missing',
      'config.scaleway_secret_key is missing',
    ],
  ],
  [
    { config: { ...config, scaleway_secret_key: ACCESS_KEY } },
    ['config.scaleway_secret_key is no secret key'],
  ],
])('%j is refused', (draft, issues) => {
  expect(issuesOf(draft)).toEqual(issues)
})

test('knows its hosts', () => {
  const { recognizes } = createScalewayProvider({ fetch, clock: { now: () => new Date() } })
  expect(
    ['rg.fr-par.scw.cloud', 'RG.nl-ams.scw.cloud', 'scw.cloud', 'rg.fr-par.scw.cloud:5000'].map(recognizes),
  ).toEqual([true, true, false, false])
})
