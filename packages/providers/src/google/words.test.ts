import { expect, test } from 'vitest'
import type { RegistryFailure } from '../verification/registry-failure.ts'
import { googleHost } from './addresses.ts'
import { googleWords } from './words.ts'

const failure = (ociCode: string, ociMessage: string): RegistryFailure => ({
  kind: ociCode === 'DENIED' ? 'denied' : 'absent',
  ociCode,
  ociMessage,
  fromTokenEndpoint: false,
  evidence: [],
})

function wordsAt(host: string, repository: string) {
  const place = googleHost(host)
  if (!place) throw new Error(`${host} is no host of Google's.`)
  const context = {
    party: { name: 'registry', address: `https://${host}` },
    repository,
    platform: undefined,
    tags: [],
    anonymous: false,
    loggedIn: true,
  }
  return { context, words: googleWords(place, 'ci@acme-prod.iam.gserviceaccount.com') }
}

test.each([
  [
    'europe-west2-docker.pkg.dev',
    'acme-prod/containers/server',
    'create containers --repository-format=docker --location=europe-west2 --project=acme-prod`',
  ],
  [
    'eu.gcr.io',
    'acme-prod/server',
    'create eu.gcr.io --repository-format=docker --location=europe --project=acme-prod`',
  ],
])('a repository that is not at %s is to be created, as no push does', (host, image, command) => {
  const { context, words } = wordsAt(host, image)
  const found = words.absent?.(failure('NAME_UNKNOWN', 'Repository "x" not found'), context)
  expect(found?.code).toBe('package.not_found')
  expect(found?.remedy?.action).toContain(`gcloud artifacts repositories ${command}`)
})

test('a denied push tells that a push makes no repository, and a denied pull does not', () => {
  const { context, words } = wordsAt('europe-west2-docker.pkg.dev', 'acme-prod/containers/server')
  const said = failure(
    'DENIED',
    'Permission "artifactregistry.repositories.uploadArtifacts" denied on resource "projects/acme-prod/locations/europe-west2/repositories/containers" (or it may not exist)',
  )
  const actionOf = (verb: 'pull' | 'push') => words.denied?.(verb, said, context)?.remedy?.action
  expect(actionOf('push')).toContain('a push makes no repository')
  expect(actionOf('pull')).not.toContain('a push makes no repository')
})
