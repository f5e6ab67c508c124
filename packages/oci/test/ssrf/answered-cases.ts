import { allow, denied, type Row, refused, type SsrfCase } from './ssrf-case.ts'

const REALMS = (
  [
    ['the metadata service', 'http://169.254.169.254/latest/meta-data/iam/'],
    ['a name that leads inside', 'https://evil.example/token'],
    ['this host', 'http://0.0.0.0:9999/token'],
    ['another port of the registry', 'http://127.0.0.1:1/token'],
    ['a decimal address', 'http://2130706433/token'],
    ['a mapped address', 'http://[::ffff:10.0.0.1]/token'],
    [
      'a cluster-internal name',
      'https://kubernetes.default.svc/',
      { names: { 'kubernetes.default.svc': ['10.96.0.1'] } },
    ],
  ] satisfies readonly Row[]
).map(denied('realm'))

const UNVOUCHED = (
  [
    ['another host', '{other}/token'],
    ['a public host', 'https://8.8.8.8/token'],
    ['a private host', 'http://10.0.0.1/token'],
    ['the registry, with a user name', 'http://user:pw@{registry-host}/token'],
    ['the registry as user name', 'http://{registry-host}@10.0.0.1/token'],
    ['the registry without TLS', 'http://{registry-host}/token', { tls: true }],
    ['a file', 'file:///etc/passwd'],
    ['a path alone', '/token'],
    ['a host without a scheme', '//10.0.0.1/token'],
    ['nothing', ''],
  ] satisfies readonly Row[]
).map(refused('unvouched-realm'))

const TOKEN_LOCATIONS = (
  [
    ['the metadata service', 'http://169.254.169.254/latest/meta-data/'],
    ['another host', '{other}/token'],
    ['itself', '{registry}/token'],
  ] satisfies readonly Row[]
).map(refused('token-location'))

const LOCATIONS = (
  [
    ['the metadata service', 'http://169.254.169.254/'],
    ['a private address', 'http://10.0.0.1/'],
    ['a name that leads inside', 'https://evil.example/blob'],
    ['a name without a scheme', '//evil.example/blob'],
    ['a name behind backslashes', '\\\\evil.example\\blob'],
    ['a name behind a slash and a backslash', '/\\evil.example/blob'],
    ['a name behind a tab', '/\t/evil.example/blob'],
    ['a name behind one slash too few', 'https:/evil.example/blob'],
    ['loopback in octal', 'http://0177.0.0.1/'],
    ['loopback in IPv6', 'http://[::1]/'],
    ['another port of the registry', 'http://127.0.0.1:1/'],
  ] satisfies readonly Row[]
).map(denied('location'))

const BAD_LOCATIONS = (
  [
    ['a file', 'file:///etc/passwd'],
    ['FTP', 'ftp://10.0.0.1/'],
    ['data', 'data:text/plain,ok'],
    ['the registry without TLS, on another port', 'http://10.0.0.1/', { tls: true }],
    ['itself, for ever', '{registry}{path}'],
  ] satisfies readonly Row[]
).map(refused('location'))

const LOCATION_USER: readonly SsrfCase[] = [
  { name: 'a user name', way: 'location', text: 'http://user:pw@8.8.8.8/', outcome: 'request.invalid' },
]

const UPLOADS: readonly SsrfCase[] = [
  ...(
    [
      ['the metadata service', 'http://169.254.169.254/'],
      ['a private address', 'http://10.0.0.1/upload'],
      ['a name that leads inside', 'https://evil.example/upload'],
      ['a name without a scheme', '//evil.example/upload'],
    ] satisfies readonly Row[]
  ).map(denied('upload')),
  ...(
    [
      ['a file', 'file:///tmp/x'],
      ['a place without TLS', 'http://10.0.0.1/upload', { tls: true }],
    ] satisfies readonly Row[]
  ).map(refused('upload')),
]

const LINKS = (
  [
    ['another host', '{other}/v2/acme/app/tags/list?last=a'],
    ['a private address', 'http://10.0.0.1/v2/acme/app/tags/list?last=a'],
    ['the metadata service', 'http://169.254.169.254/'],
    ['a name without a scheme', '//evil.example/v2/acme/app/tags/list'],
    ['a name behind backslashes', '\\\\evil.example\\'],
    ['another port of the registry', 'http://127.0.0.1:1/v2/acme/app/tags/list?last=a'],
    ['a file', 'file:///etc/passwd'],
    ['itself, for ever', '{registry}{path}'],
  ] satisfies readonly Row[]
).map(refused('link'))

const PROXIES = (
  [
    ['at a private address', 'http://10.0.0.1:3128'],
    ['on loopback', 'http://127.0.0.1:1'],
    ['at the metadata service', 'http://169.254.169.254'],
    ['with TLS at a private address', 'https://192.168.0.1'],
    ['at a name that leads inside', 'http://evil.example:8080'],
    ['at a mail port', 'http://8.8.8.8:25'],
  ] satisfies readonly Row[]
).map(denied('proxy'))

const unknown = (...hosts: readonly string[]) => ({
  names: Object.fromEntries(hosts.map((host) => [host, []])),
})
const TUNNELS = (
  [
    ['a private address', 'https://10.0.0.1/'],
    ['loopback', 'http://127.0.0.1:1/'],
    ['the metadata service', 'http://169.254.169.254/'],
    ['a mapped address', 'https://[::ffff:10.0.0.1]/'],
    ['a name that leads inside', 'https://evil.example/'],
    [
      'a name that leads inside and outside',
      'https://mixed.example/',
      { names: { 'mixed.example': ['8.8.8.8', '10.0.0.1'] } },
    ],
    ['a mail port', 'http://8.8.8.8:25/'],
    ['a mail port of a name that the proxy alone knows', 'http://far.example:25/', unknown('far.example')],
    ['localhost, which the proxy would look up', 'http://localhost/', unknown('localhost')],
    ['a bare name that the proxy alone knows', 'https://registry/', unknown('registry')],
    [
      'an internal name that the proxy alone knows',
      'https://harbor.corp.internal/',
      unknown('harbor.corp.internal'),
    ],
    ['a bare name with a trailing dot', 'https://registry./', unknown('registry.')],
    [
      'the metadata name, while private networks are open',
      'http://metadata.google.internal/',
      { ...unknown('metadata.google.internal'), ...allow },
    ],
    ['a denied network', 'https://8.8.8.8/', { policy: { deniedNetworks: ['8.0.0.0/8'] } }],
  ] satisfies readonly Row[]
).map(denied('tunnel'))

/** Places that a registry names in its answers, and ways by a proxy. */
export const ANSWERED_CASES: readonly SsrfCase[] = [
  ...REALMS,
  ...UNVOUCHED,
  ...TOKEN_LOCATIONS,
  ...LOCATIONS,
  ...BAD_LOCATIONS,
  ...LOCATION_USER,
  ...UPLOADS,
  ...LINKS,
  ...PROXIES,
  ...TUNNELS,
]
