import { expect, test } from 'vitest'
import { pullFinding } from './pull-fault.ts'

const said: [string, string][] = [
  // Docker 20.10 to 29, with and without the containerd image store.
  ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'no version for the engine'],
  ['no match for platform in manifest: not found', 'no version for the engine'],
  ['image operating system "windows" cannot be used on this platform', 'no version for the engine'],
  ['toomanyrequests: You have reached your pull rate limit.', 'limits how often'],
  [
    'manifest for ghcr.io/a/b@sha256:00 not found: manifest unknown: manifest unknown',
    'does not have this image',
  ],
  [
    'failed to resolve reference "ghcr.io/a/b@sha256:00": ghcr.io/a/b@sha256:00: not found',
    'does not have this image',
  ],
  [
    'pull access denied for a/b, repository does not exist or may require docker login: denied: requested access to the resource is denied',
    'refused to give',
  ],
  ['Head "https://ghcr.io/v2/a/b/manifests/1": unauthorized', 'refused to give'],
  ['failed to authorize: failed to fetch oauth token: unexpected status: 403 Forbidden', 'refused to give'],
  ['Get "https://r.test/v2/": x509: certificate signed by unknown authority', 'does not trust'],
  ['Get "https://r.test/v2/": http: server gave HTTP response to HTTPS client', 'does not trust'],
  ['write /var/lib/docker/tmp/GetImageBlob1: no space left on device', 'disk of the engine is full'],
  ['Get "https://r.test/v2/": dial tcp: lookup r.test: no such host', 'cannot reach the registry'],
  ['Get "https://r.test/v2/": dial tcp 10.0.0.1:443: i/o timeout', 'cannot reach the registry'],
  [
    'Get "https://r.test/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    'cannot reach the registry',
  ],
  ['something that no engine said before', 'could not pull'],
]

test.each(said)('%s is told apart', (answered, summary) => {
  const found = pullFinding('r.test/a/b@sha256:00', answered)
  expect(found.code).toBe('deploy.image_unavailable')
  expect(found.summary).toContain(summary)
  expect(found.remedy?.action).toBeTruthy()
  expect(found.evidence).toEqual([{ asked: 'docker pull r.test/a/b@sha256:00', answered }])
})

test('the signature of a blob address is not told', () => {
  const { evidence } = pullFinding('r', 'Get "https://blobs.test/x?X-Amz-Signature=abc&sig=d": EOF')
  expect(evidence[0]?.answered).toBe('Get "https://blobs.test/x?…": EOF')
})
