import { expect, test } from 'vitest'
import { registryOrigin, registryPath, repositoryAt } from './registry-path.ts'

test.each([
  ['https://ghcr.io', 'acme/app', 'acme/app'],
  ['https://nexus.acme.com/docker-hosted', 'app', 'docker-hosted/app'],
  ['https://nexus.acme.com/docker-hosted', 'docker-hosted/app', 'docker-hosted/app'],
  ['https://nexus.acme.com/docker', 'docker-hosted/app', 'docker/docker-hosted/app'],
  ['https://jfrog.acme.com:8443/a/b', 'team/app', 'a/b/team/app'],
  ['https://docker.io', 'nginx', 'library/nginx'],
  ['https://docker.io', 'acme/app', 'acme/app'],
  ['https://quay.io', 'nginx', 'nginx'],
])('at %s the image %s is the repository %s', (address, name, repository) => {
  expect(repositoryAt(address, name)).toBe(repository)
})

test('the address is asked without its path', () => {
  expect(registryOrigin('https://nexus.acme.com:8443/docker-hosted')).toBe('https://nexus.acme.com:8443')
  expect(registryPath('https://nexus.acme.com/docker-hosted')).toBe('docker-hosted')
  expect(registryPath('https://nexus.acme.com')).toBe('')
})
