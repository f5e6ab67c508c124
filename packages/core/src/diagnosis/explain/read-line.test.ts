import { describe, expect, test } from 'vitest'
import { FINDINGS } from '../../finding.ts'
import { LINE_RULES, readLine } from './read-line.ts'

const IMAGE = 'ghcr.io/acme/app:1.4'
const TOKEN = 'unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aacme%2Fapp'

/** A line, the likeliest cause, who prints it, and the image that it names. */
const LINES: readonly (readonly [line: string, cause: string, tool?: string | undefined, image?: string])[] =
  [
    // Docker
    ['Error response from daemon: denied: denied', 'token.refused', 'Docker'],
    [
      `Error response from daemon: Head "https://ghcr.io/v2/acme/app/manifests/1.4": denied: denied`,
      'token.refused',
      'Docker',
      IMAGE,
    ],
    [
      `Error response from daemon: Head "https://ghcr.io/v2/acme/app/manifests/1.4": unauthorized`,
      'pull.denied',
      'Docker',
      IMAGE,
    ],
    [
      "Error response from daemon: pull access denied for acme/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      'package.not_found',
      'Docker',
      'acme/app',
    ],
    [
      'Error response from daemon: manifest for ghcr.io/acme/app:9.9 not found: manifest unknown',
      'tag.not_found',
      'Docker',
      'ghcr.io/acme/app:9.9',
    ],
    [
      'docker: Error response from daemon: no matching manifest for linux/arm64/v8 in the manifest list entries.',
      'platform.missing',
      'Docker',
    ],
    [
      'Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
      'registry.rate_limited',
      'Docker',
    ],
    [
      'Error response from daemon: Get "https://registry.lan:5000/v2/": http: server gave HTTP response to HTTPS client',
      'network.tls',
      'Docker',
    ],
    [
      'Error response from daemon: Get "https://registry.lan/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'network.tls',
      'Docker',
    ],
    [
      'Error response from daemon: Get "https://ghcr.io/v2/": dial tcp: lookup ghcr.io on 127.0.0.53:53: no such host',
      'network.dns',
      'Docker',
    ],
    [
      'Error response from daemon: Get "https://ghcr.io/v2/": dial tcp 140.82.121.34:443: connect: connection refused',
      'network.refused',
      'Docker',
    ],
    [
      'Error response from daemon: Get "https://ghcr.io/v2/": dial tcp 140.82.121.34:443: i/o timeout',
      'network.timeout',
      'Docker',
    ],
    [
      'Error response from daemon: Get "https://ghcr.io/v2/": net/http: TLS handshake timeout',
      'network.timeout',
      'Docker',
    ],
    [
      'Error response from daemon: Get "https://ghcr.io/v2/": context deadline exceeded',
      'network.timeout',
      'Docker',
    ],
    [
      'Error response from daemon: Get "https://registry-1.docker.io/v2/": proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused',
      'network.',
      'Docker',
    ],
    [
      'Error response from daemon: No such image: ghcr.io/acme/app:1.4',
      'credential.not_used',
      'Docker',
      IMAGE,
    ],
    [
      'Error response from daemon: Head "https://ghcr.io/v2/acme/app/manifests/1.4": no basic auth credentials',
      'credential.not_used',
      'Docker',
      IMAGE,
    ],
    ['denied: Your authorization token has expired. Reauthenticate and try again.', 'token.expired'],
    [
      'error getting credentials - err: exec: "docker-credential-desktop": executable file not found in $PATH, out: ``',
      'credential.not_used',
      'Docker',
    ],
    [
      'invalid reference format: repository name (Acme/App) must be lowercase',
      'owner.not_lowercase',
      undefined,
      'Acme/App',
    ],
    ['exec /app/server: exec format error', 'platform.missing'],
    // ghcr.io
    ['denied: permission_denied: write_package', 'push.denied'],
    ['denied: permission_denied: create_package', 'push.denied'],
    ['denied: permission_denied: read_package', 'pull.denied'],
    [
      'denied: permission_denied: The token provided does not match expected scopes.',
      'scope.read_packages_missing',
    ],
    ['denied: permission_denied: The requested installation does not exist.', 'token.app_installation'],
    ['denied: installation not allowed to Create organization package', 'token.app_installation'],
    ['denied: installation not allowed to Write organization package', 'token.app_installation'],
    ['denied: not_found: owner not found', 'owner.not_found'],
    [
      'denied: permission_denied: `acme` forbids access via a personal access token (classic). Please use a GitHub App',
      'organization.forbids_classic_tokens',
    ],
    ['unauthorized: unauthenticated: User cannot be authenticated with the token provided.', 'token.expired'],
    [
      'Resource protected by organization SAML enforcement. You must grant your personal token access to this organization.',
      'sso.not_authorized',
    ],
    // Kubernetes
    [
      `Failed to pull image "${IMAGE}": rpc error: code = Unknown desc = failed to pull and unpack image "${IMAGE}": failed to resolve reference "${IMAGE}": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aacme%2Fapp%3Apull&service=ghcr.io: 403 Forbidden`,
      'token.refused',
      'kubelet',
      IMAGE,
    ],
    [
      `Failed to pull image "${IMAGE}": failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized`,
      'credential.not_used',
      'kubelet',
      IMAGE,
    ],
    [`Back-off pulling image "${IMAGE}"`, 'pull.denied', 'kubelet', IMAGE],
    [
      `Failed to pull image "acme/app:1": rpc error: code = Unknown desc = Error response from daemon: pull access denied for acme/app, repository does not exist or may require 'docker login'`,
      'package.not_found',
      'kubelet',
      'acme/app:1',
    ],
    [
      'Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.',
      'credential.not_used',
      'kubelet',
    ],
    [
      'Error: InvalidImageName: couldn\'t parse image name "ghcr.io/Acme/App": invalid reference format',
      'image.not_lowercase',
      'kubelet',
      'ghcr.io/Acme/App',
    ],
    // containerd
    [
      `failed to resolve reference "${IMAGE}": unexpected status from HEAD request to https://ghcr.io/v2/acme/app/manifests/1.4: 403 Forbidden`,
      'token.refused',
      'containerd',
      IMAGE,
    ],
    [
      `failed to pull and unpack image "${IMAGE}": no match for platform in manifest: not found`,
      'platform.missing',
      'containerd',
      IMAGE,
    ],
    [
      `failed to resolve reference "${IMAGE}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
      'package.not_found',
      'containerd',
      IMAGE,
    ],
    [
      `failed to pull and unpack image "${IMAGE}": failed to copy: httpReadSeeker: failed open: unexpected status code https://ghcr.io/v2/acme/app/blobs/sha256:${'a'.repeat(64)}: 503 Service Unavailable`,
      'registry.server_error',
      'containerd',
      IMAGE,
    ],
    // podman, skopeo
    [
      'Error: initializing source docker://ghcr.io/acme/app:1.4: reading manifest 1.4 in ghcr.io/acme/app: denied',
      'token.refused',
      'podman',
      IMAGE,
    ],
    [
      'time="2026-01-01" level=fatal msg="Error parsing image name \\"docker://ghcr.io/acme/app:1.4\\": reading manifest 1.4 in ghcr.io/acme/app: manifest unknown"',
      'tag.not_found',
      undefined,
      IMAGE,
    ],
    [
      'Error: unable to retrieve auth token: invalid username/password: unauthorized: authentication required',
      'token.refused',
    ],
    [
      'Error: choosing an image from manifest list docker://ghcr.io/acme/app:1.4: no image found in image index for architecture "arm64", variant "v8", OS "linux"',
      'platform.missing',
      undefined,
      IMAGE,
    ],
    // crane, cosign, oras, Helm
    [
      'Error: fetching manifest ghcr.io/acme/app:1.4: GET https://ghcr.io/token?scope=repository%3Aacme%2Fapp%3Apull&service=ghcr.io: DENIED: denied',
      'token.refused',
      'crane',
      IMAGE,
    ],
    [
      'Error: signing [ghcr.io/acme/app:1.4]: GET https://ghcr.io/token?scope=repository%3Aacme%2Fapp%3Apull&service=ghcr.io: DENIED: requested access to the resource is denied',
      'package.not_found',
      undefined,
      IMAGE,
    ],
    [
      'Error: failed to do request: Head "https://registry.lan/v2/acme/app/manifests/1.4": EOF',
      'network.closed',
      undefined,
      'registry.lan/acme/app:1.4',
    ],
    [
      'Error: INSTALLATION FAILED: failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aacme%2Fcharts%2Fapp%3Apull&service=ghcr.io: 403 Forbidden',
      'token.refused',
      'Helm',
      'ghcr.io/acme/charts/app',
    ],
    // Controllers and builders in a cluster
    [
      'Could not get tags from registry: Get "https://ghcr.io/v2/acme/app/tags/list": no basic auth credentials',
      'credential.not_used',
      'Argo CD Image Updater',
      'ghcr.io/acme/app',
    ],
    [
      'component=sync-loop err="fetching image metadata for ghcr.io/acme/app: Get https://ghcr.io/v2/acme/app/tags/list: no basic auth credentials"',
      'credential.not_used',
      'Flux',
      'ghcr.io/acme/app',
    ],
    [
      'scan failed: GET https://ghcr.io/v2/acme/app/tags/list?n=1000: unexpected status code 401 Unauthorized: Not Authorized',
      'pull.denied',
      'Flux',
      'ghcr.io/acme/app',
    ],
    [
      'error checking push permissions -- make sure you entered the correct tag name, and that you are authenticated correctly, and try again: checking push permission for "ghcr.io/acme/app:1.4": POST https://ghcr.io/v2/acme/app/blobs/uploads/: UNAUTHORIZED: authentication required',
      'pull.denied',
      'kaniko',
      IMAGE,
    ],
    [
      `failed to resolve reference "${IMAGE}": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials`,
      'credential.not_used',
      'containerd',
      IMAGE,
    ],
    // An image that is called as a tool does not make the tool its reader.
    [
      'Error response from daemon: Head "https://ghcr.io/v2/akuity/kargo/manifests/1.0": unauthorized',
      'pull.denied',
      'Docker',
      'ghcr.io/akuity/kargo:1.0',
    ],
    [
      'failed to resolve reference "ghcr.io/fluxcd/source-controller:v1.4.1": unexpected status from HEAD request to https://ghcr.io/v2/fluxcd/source-controller/manifests/v1.4.1: 403 Forbidden',
      'token.refused',
      'containerd',
      'ghcr.io/fluxcd/source-controller:v1.4.1',
    ],
    [
      'image scan error: scan error: scan failed: failed analysis: Get "https://ghcr.io/v2/acme/app/manifests/1.4": TOOMANYREQUESTS: rate exceeded',
      'registry.rate_limited',
      undefined,
      IMAGE,
    ],
    // buildx, GitHub Actions
    [
      'ERROR: failed to solve: ghcr.io/acme/base:1: failed to resolve source metadata for ghcr.io/acme/base:1: unexpected status from HEAD request to https://ghcr.io/v2/acme/base/manifests/1: 403 Forbidden',
      'token.refused',
      'Docker Buildx',
      'ghcr.io/acme/base:1',
    ],
    [
      'Error: buildx failed with: ERROR: failed to push ghcr.io/acme/app:1.4: denied: permission_denied: write_package',
      'push.denied',
      'GitHub Actions',
      IMAGE,
    ],
    [
      'ERROR: failed to push ghcr.io/acme/app:1.4: unexpected status from POST request to https://ghcr.io/v2/acme/app/blobs/uploads/: 403 Forbidden',
      'push.denied',
      'Docker Buildx',
      IMAGE,
    ],
    ['Error: Username and password required', 'token.missing', 'GitHub Actions'],
    [
      'error parsing HTTP 413 response body: invalid character \'<\' looking for beginning of value: "<html>"',
      'push.denied',
    ],
    ['blob upload unknown', 'network.closed'],
    // Clouds, GitLab, Harbor, Quay
    [
      'User: arn:aws:iam::123:user/ci is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
      'scope.missing',
    ],
    [
      "name unknown: The repository with name 'app' does not exist in the registry with id '123456789012'",
      'package.not_found',
    ],
    [
      'denied: Permission "artifactregistry.repositories.downloadArtifacts" denied on resource "projects/p/locations/europe/repositories/r" (or it may not exist)',
      'pull.denied',
    ],
    [
      'denied: Permission "artifactregistry.repositories.uploadArtifacts" denied on resource "projects/p/locations/europe/repositories/r" (or it may not exist)',
      'push.denied',
    ],
    [
      'denied: Unauthenticated request. Unauthenticated requests do not have permission "artifactregistry.repositories.downloadArtifacts"',
      'credential.not_used',
    ],
    [
      'unauthorized: authentication required, visit https://aka.ms/acr/authorization for more information.',
      'credential.not_used',
    ],
    [
      'Error response from daemon: Get "https://registry.gitlab.com/v2/": unauthorized: HTTP Basic: Access denied. The provided password or token is incorrect',
      'token.',
      'Docker',
    ],
    ['denied: requested access to the resource is denied', 'package.not_found'],
    [
      'unauthorized: unauthorized to access repository: team/app, action: push: unauthorized to access repository',
      'push.denied',
    ],
    ['unauthorized: access to the requested resource is not authorized', 'pull.denied'],
    [
      'Error response from daemon: Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password',
      'token.refused',
      'Docker',
    ],
    [
      '│ Error: Unable to read Docker image into resource: unable to pull image ghcr.io/acme/app:1.4: error pulling image',
      '',
      'Terraform',
      IMAGE,
    ],
    [
      'Error response from daemon: Get "https://r.lan/v2/": x509: certificate has expired or is not yet valid: current time 2020-01-01',
      'network.tls',
      'Docker',
    ],
    [
      'InvalidSignatureException: Signature not yet current: 20260101T000000Z is still later than',
      'clock.skewed',
    ],
    ['received unexpected HTTP status: 502 Bad Gateway', 'registry.server_error'],
  ]

describe('a printed line', () => {
  for (const [line, cause, tool, image] of LINES) {
    test(line, () => {
      const reading = readLine(line)
      expect(reading.causes[0]?.code ?? '').toMatch(new RegExp(`^${cause.replace('.', '\\.')}`))
      if (tool) expect(reading.tool).toBe(tool)
      if (image) expect(reading.image).toBe(image)
    })
  }

  test.each([
    ['denied: permission_denied: write_package', true],
    ['ERROR: failed to push ghcr.io/acme/app:1: 403 Forbidden', true],
    ['The push refers to repository [ghcr.io/acme/app] denied: denied', true],
    ['unauthorized: unauthorized to access repository: a/b, action: pull', false],
    ['Error response from daemon: denied', false],
    [`failed to authorize: failed to fetch oauth token: ${TOKEN}%3Apull%2Cpush&service=ghcr.io: 403`, true],
    [`failed to authorize: failed to fetch oauth token: ${TOKEN}%3Apush%2Cpull&service=ghcr.io: 403`, true],
    [`failed to authorize: failed to fetch oauth token: ${TOKEN}%3Apull&service=ghcr.io: 403`, false],
    [
      'failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://auth.docker.io/token: 401 Unauthorized',
      false,
    ],
  ])('%s is about a push: %s', (line, push) => {
    expect(readLine(line).push).toBe(push)
  })

  test.each([
    [`${TOKEN}:pull: denied`, true],
    [`${TOKEN}%3Apull: denied`, true],
    [`${TOKEN}:pull,push: denied`, false],
    [`${TOKEN}%3Apull%2Cpush: denied`, false],
    [`${TOKEN}%3Apull%2cpush: denied`, false],
  ])('%s is surely of a pull: %s', (line, pull) => {
    expect(readLine(line).pull).toBe(pull)
  })

  test('a token that is refused for a push may be refused for the lack of that right', () => {
    const line = `failed to push ${IMAGE}: failed to authorize: failed to fetch oauth token: ${TOKEN}%3Apull%2Cpush&service=ghcr.io: 403 Forbidden`
    expect(readLine(line).causes.map(({ code }) => code)).toContain('push.denied')
  })

  test.each([
    ['(HTTP code 500) server error - Head "https://ghcr.io/v2/acme/app/manifests/1.4": unauthorized'],
    [
      '(HTTP code 500) server error - {"message":"Get https://ghcr.io/v2/acme/app/manifests/1.4: unauthorized: authentication required"}',
    ],
    [
      '500 Server Error for http+docker://localhost/v1.45/images/create?tag=1.4&fromImage=ghcr.io%2Facme%2Fapp: Internal Server Error ("Head "https://ghcr.io/v2/acme/app/manifests/1.4": unauthorized")',
    ],
  ])("the status of Docker's API in %s is not the registry's", (line) => {
    const reading = readLine(line)
    expect(reading).toMatchObject({ refusal: true, image: IMAGE, tool: "a client of Docker's API" })
    expect(reading.causes.map(({ code }) => code)).not.toContain('registry.server_error')
  })

  test.each([
    '(HTTP code 500) server error - received unexpected HTTP status: 502 Bad Gateway',
    '500 Server Error for http+docker://localhost/v1.45/images/create: Internal Server Error ("received unexpected HTTP status: 503 Service Unavailable")',
  ])('a fault of the registry within an answer of Docker stays one: %s', (line) => {
    expect(readLine(line).causes[0]?.code).toBe('registry.server_error')
  })

  test("the status of Docker's API alone tells of no cause", () => {
    const line =
      'requests.exceptions.HTTPError: 500 Server Error: Internal Server Error for url: http+docker://localhost/v1.46/images/create?tag=latest'
    expect(readLine(line)).toMatchObject({ known: false, causes: [] })
  })

  test.each([
    [
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
    ],
    [
      'no image found in manifest list for architecture amd64, variant "", OS windows',
      { os: 'windows', architecture: 'amd64' },
    ],
    [
      'image with reference x was found but does not match the specified platform: wanted linux/amd64, actual: linux/arm64',
      undefined,
    ],
  ])('%s names its platform', (line, platform) => {
    expect(readLine(line).platform).toEqual(platform)
  })

  test.each([
    ['dial tcp: lookup registry.lan on 10.0.0.10:53: no such host', 'registry.lan'],
    ['Get "https://registry-1.docker.io/v2/": net/http: TLS handshake timeout', 'docker.io'],
    ['denied: denied', undefined],
    ['toomanyrequests: https://www.docker.com/increase-rate-limit', undefined],
  ])('%s names the host %s', (line, host) => {
    expect(readLine(line).host).toBe(host)
  })

  test.each([
    'no basic auth credentials',
    'Get "https://ghcr.io/v2/acme/app/tags/list": no basic auth credentials',
    'Get "https://ghcr.io/v2/": denied: denied',
  ])('%s is printed by many, and by none for sure', (line) => {
    expect(readLine(line).tool).toBeUndefined()
  })

  test('that nothing fits is not known, and has no causes', () => {
    expect(readLine('all went well')).toMatchObject({ known: false, causes: [], refusal: false })
  })
})

describe('what is shown of a line', () => {
  test.each([
    ['https://ada:hunter22@ghcr.io/v2/', 'hunter22'],
    [`token ghp_${'a'.repeat(36)} refused`, 'ghp_a'],
    [`github_pat_${'a'.repeat(40)}`, 'github_pat_'],
    ['glpat-abcdefghij0123456789', 'glpat'],
    ['dckr_pat_abcdefghij0123456789', 'dckr'],
    ['Authorization: Bearer abcdefghijklmnop', 'abcdefghijklmnop'],
    ['Authorization: Basic YWRhOmh1bnRlcjI=', 'YWRhOmh1bnRlcjI'],
    ['docker login -u ada -p hunter22 ghcr.io', 'hunter22'],
    ['{"username":"ada","password":"hunter22"}', 'hunter22'],
    ['AKIAABCDEFGHIJKLMNOP is not authorized', 'AKIA'],
    ['eyJhbGciOiJI.eyJzdWIiOiIx.c2ln', 'eyJ'],
    ['{"auths":{"ghcr.io":{"auth":"YWRhOmh1bnRlcjI="}}}', 'YWRh'],
    ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG failed', 'wJalr'],
    [`npm_${'a'.repeat(36)}`, 'npm_a'],
    ['hvs.CAESIJabcdefghijklmnop', 'CAES'],
    ['X-JFrog-Art-Api: AKCp8abcdef', 'AKCp8'],
    ['CI_JOB_TOKEN=hunter22hunter22', 'hunter22'],
    ['{"identitytoken": "hunter22"}', 'hunter22'],
    // Cut in two, the half of a secret would not be known for one.
    [`${'x '.repeat(1997)}ghp_${'a'.repeat(36)} ${'y '.repeat(8000)}`, 'ghp_'],
    [`${'x '.repeat(9000)}ghp_${'a'.repeat(36)} ${'y '.repeat(5990)}`, 'aaaa'],
  ])('of %s holds no secret', (line, secret) => {
    expect(readLine(line).line).not.toContain(secret)
  })

  test('keeps the address of a token endpoint, and what a registry says of tokens', () => {
    for (const line of [
      'GET https://ghcr.io/token?scope=repository%3Aacme%2Fapp%3Apull&service=ghcr.io: 403 Forbidden',
      'failed to fetch anonymous token: unexpected status: 401 Unauthorized',
      'The token provided does not match expected scopes.',
    ])
      expect(readLine(line).line).toBe(line)
  })

  test('is one line without anything that a terminal obeys', () => {
    expect(readLine('\u001b[31mdenied\u001b[0m\n  denied').line).toBe('denied denied')
    expect(readLine('a\u001b]0;title\u0007b\u001b[?25l\u009b31mc\u202ed\u0008').line).toBe('a b c d')
  })

  test('is no longer than 2,000 characters, its beginning and its end', () => {
    const { line } = readLine(`first ${'x '.repeat(5000)} last`)
    expect(line.length).toBeLessThanOrEqual(2000)
    expect(line).toMatch(/^first .* … .* last$/)
  })

  test.each([3000, 30_000, 300_000])('of a log of %d words its end is read too', (words) => {
    const { known, push } = readLine(`${'word '.repeat(words)}denied: permission_denied: write_package`)
    expect({ known, push }).toEqual({ known: true, push: true })
  })
})

test('a rule is read in a bounded time, whatever the line', () => {
  const begun = performance.now()
  for (const line of [
    'a.'.repeat(4000),
    'https://'.repeat(1000),
    'repository '.repeat(700),
    `"${'a/'.repeat(8000)}`,
    'eyJ-'.repeat(4000),
    'token='.repeat(2600),
    '\u001b]'.repeat(8000),
  ])
    readLine(line)
  expect(performance.now() - begun).toBeLessThan(5000)
})

test('every rule names findings that there are, and says what it means', () => {
  for (const { causes, meaning, pattern } of LINE_RULES) {
    expect(meaning, String(pattern)).toMatch(/^\S.+\.$/)
    for (const cause of causes)
      expect(FINDINGS).toHaveProperty([typeof cause === 'string' ? cause : cause[0]])
  }
})

test.each([
  ['denied: permission_denied: write_package', 'push'],
  ['Error response from daemon: Head "https://ghcr.io/v2/acme/app/manifests/1.4": denied', 'pull'],
  ['Failed to pull image "ghcr.io/acme/app:1.4": 403 Forbidden', 'pull'],
  [
    'failed to push ghcr.io/acme/app:1: unexpected status from HEAD request to https://ghcr.io/v2/acme/app/manifests/1: 403 Forbidden',
    'push',
  ],
  ['denied: permission_denied: The token provided does not match expected scopes.', undefined],
  ['unauthorized', undefined],
])('%s is of a %s', (line, action) => {
  const { push, pull } = readLine(line)
  expect({ push, pull }).toEqual({ push: action === 'push', pull: action === 'pull' })
})

test.each([
  ['denied: installation not allowed to Create organization package', 'app'],
  ['denied: denied', 'credential'],
  ['denied: permission_denied: The token provided does not match expected scopes.', 'personal'],
  ['no basic auth credentials', 'nobody'],
  ['unauthorized', undefined],
])('%s is of %s alone', (line, caller) => {
  expect(readLine(line).caller).toBe(caller)
})
