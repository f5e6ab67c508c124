import { Secret, systemClock } from '@fairlead/core'
import { createProviders } from '@fairlead/providers'
import { expect, test } from 'vitest'
import { identityOf } from './stored-credential.ts'

const providers = createProviders({
  clock: systemClock,
  compatibleHosts: [],
  fetch: () => Promise.reject(new Error('Nothing is asked here.')),
})

const of = (host: string, owner: string | undefined, username?: string) =>
  identityOf(
    providers,
    { host, url: `https://${host === 'docker.io' ? 'index.docker.io' : host}`, kind: undefined, owner },
    {
      id: 'docker-0',
      name: "Docker's login",
      source: 'docker',
      username,
      password: new Secret('open sesame'),
    },
  ).connection

test.each([
  ['ghcr.io', 'GITHUB_CR', 'acme'],
  ['docker.io', 'DOCKER_HUB', 'ada'],
  ['registry.example', 'GENERIC_CR', 'ada'],
  // Kinds that are set up by keys, and whose registries take a user name and a password all the same.
  ['europe-docker.pkg.dev', 'GENERIC_CR', 'ada'],
  ['rg.fr-par.scw.cloud', 'GENERIC_CR', 'ada'],
  ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'GENERIC_CR', 'ada'],
])("Docker's login for %s is one of %s as %s, and is sent", (host, kind, username) => {
  const connection = of(host, 'acme', 'ada')
  expect(connection).toMatchObject({ kind, config: { username } })
  expect(connection.secrets.password?.reveal()).toBe('open sesame')
})

test('a token without a user name has some name to log in with', () => {
  expect(of('registry.example', undefined).config.username).toBe('token')
})
