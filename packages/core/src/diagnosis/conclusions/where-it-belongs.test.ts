import { expect, test } from 'vitest'
import { readLine } from '../explain/read-line.ts'
import { whereItBelongs } from './where-it-belongs.ts'

const LOGIN = 'Get "https://ghcr.io/v2/acme/app/tags/list": no basic auth credentials'

test.each([
  [`Error response from daemon: ${LOGIN}`, '`docker login ghcr.io`'],
  [`Could not get tags from registry: ${LOGIN}`, 'registries.conf'],
  [`time="2026-01-01" level=error component=sync-loop err="${LOGIN}"`, 'spec.secretRef'],
  [`error checking push permissions: ${LOGIN}`, '/kaniko/.docker/config.json'],
  [`kargo-controller: ${LOGIN}`, 'kargo.akuity.io/cred-type: image'],
  [`Failed to pull image "ghcr.io/acme/app:1": ${LOGIN}`, 'imagePullSecrets'],
])('the credential is given to whoever printed %s', (line, remedy) => {
  expect(whereItBelongs(readLine(line).tool, 'ghcr.io')).toContain(remedy)
})

test('a line that any may have printed sends nobody to Docker', () => {
  const remedy = whereItBelongs(readLine(LOGIN).tool, 'ghcr.io')
  expect(remedy).toContain('the tool that printed the line')
  expect(remedy).not.toContain('docker login')
})
