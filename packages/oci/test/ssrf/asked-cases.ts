import { allow, denied, invalid, type Row, type SsrfCase } from './ssrf-case.ts'

const SCHEMES = (
  [
    ['a file', 'file:///etc/passwd'],
    ['FTP', 'ftp://ghcr.io/'],
    ['Gopher', 'gopher://127.0.0.1:6379/_FLUSHALL'],
    ['a dictionary server', 'dict://127.0.0.1:11211/stats'],
    ['data', 'data:text/plain,{}'],
    ['a blob of the page', 'blob:http://127.0.0.1/x'],
    ['JavaScript', 'javascript:alert(1)'],
    ['a Docker socket', 'unix:///var/run/docker.sock'],
    ['a web socket', 'ws://127.0.0.1/'],
    ['a jar', 'jar:http://127.0.0.1!/x'],
    ['a user name', 'http://root@8.8.8.8/'],
    ['a password', 'http://root:secret@8.8.8.8/'],
    ['a host as user name', 'http://ghcr.io@127.0.0.1/'],
    ['a host as user name, percent-encoded', 'http://ghcr.io%2F@127.0.0.1/'],
    ['no host', 'http://'],
    ['a zone identifier', 'http://[fe80::1%25eth0]/'],
    ['an IPv4 address that overflows', 'http://4294967296/'],
    ['five numbers', 'http://127.0.0.1.1/'],
    ['a percent-encoded null', 'http://127.0.0.1%00.ghcr.io/'],
  ] satisfies readonly Row[]
).map(invalid)

const IPV4_FORMS = (
  [
    ['loopback', 'http://127.0.0.1/'],
    ['loopback that is not 127.0.0.1', 'http://127.8.9.10/'],
    ['loopback without its middle', 'http://127.1/'],
    ['loopback in three parts', 'http://127.0.1/'],
    ['loopback in decimal', 'http://2130706433/'],
    ['loopback in octal', 'http://017700000001/'],
    ['loopback in hexadecimal', 'http://0x7f000001/'],
    ['loopback in octal parts', 'http://0177.0.0.1/'],
    ['loopback in hexadecimal parts', 'http://0x7f.0x0.0x0.0x1/'],
    ['loopback in mixed parts', 'http://0x7f.1/'],
    ['loopback with leading zeros', 'http://0000177.00.00.01/'],
    ['loopback with a trailing dot', 'http://127.0.0.1./'],
    ['loopback in circled digits', 'http://①②⑦.⓪.⓪.①/'],
    ['loopback in full-width digits', 'http://１２７.０.０.１/'],
    ['loopback with ideographic full stops', 'http://127。0。0。1/'],
    ['loopback percent-encoded', 'http://%31%32%37.0.0.1/'],
    ['loopback with a soft hyphen', 'http://127.0.0.\u00ad1/'],
    ['loopback behind backslashes', 'http:\\\\127.0.0.1\\'],
    ['loopback behind too few slashes', 'http:/127.0.0.1/'],
    ['loopback behind too many slashes', 'http:////127.0.0.1/'],
    ['loopback before a backslash, where others see a user name', 'http://127.0.0.1\\@ghcr.io/'],
    ['loopback with line ends in it', 'http://127.\n0.0.1/'],
    ['10/8', 'https://10.255.255.255/'],
    ['172.16/12', 'https://172.31.0.1/'],
    ['192.168/16', 'https://192.168.0.1/'],
    ['carrier-grade NAT', 'https://100.64.0.1/'],
    ['link-local', 'http://169.254.1.1/'],
    ['the metadata service', 'http://169.254.169.254/latest/meta-data/'],
    ['the metadata service in decimal', 'http://2852039166/latest/meta-data/'],
    ['the credentials of ECS tasks', 'http://169.254.170.2/v2/credentials/'],
    ['this host', 'http://0.0.0.0/'],
    ['this host as zero', 'http://0/'],
    ['this network', 'http://0.1.2.3/'],
    ['protocol assignments, where Oracle has its metadata', 'http://192.0.0.192/'],
    ['documentation', 'http://192.0.2.1/'],
    ['6to4 relays', 'http://192.88.99.1/'],
    ['benchmarks', 'http://198.18.0.1/'],
    ['multicast', 'http://224.0.0.1/'],
    ['reserved', 'http://240.0.0.1/'],
    ['broadcast', 'http://255.255.255.255/'],
  ] satisfies readonly Row[]
).map(denied('url'))

const IPV6_FORMS = (
  [
    ['loopback', 'http://[::1]/'],
    ['loopback in full', 'http://[0000:0000:0000:0000:0000:0000:0000:0001]/'],
    ['mapped loopback', 'http://[::ffff:127.0.0.1]/'],
    ['mapped loopback in hexadecimal', 'http://[::ffff:7f00:1]/'],
    ['mapped metadata service', 'http://[::ffff:a9fe:a9fe]/'],
    ['compatible loopback', 'http://[::127.0.0.1]/'],
    ['translated loopback', 'http://[::ffff:0:127.0.0.1]/'],
    ['NAT64 of loopback', 'http://[64:ff9b::127.0.0.1]/'],
    ['NAT64 of the metadata service', 'http://[64:ff9b::a9fe:a9fe]/'],
    ['local NAT64', 'http://[64:ff9b:1::10.0.0.1]/'],
    ['6to4 of loopback', 'http://[2002:7f00:1::]/'],
    ['6to4 of 10/8', 'http://[2002:a00:1::1]/'],
    ['Teredo', 'http://[2001:0:7f00:1::]/'],
    ['ISATAP of 10/8', 'http://[2606:4700::5efe:10.0.0.1]/'],
    ['ISATAP of a "public" 10/8', 'http://[2606:4700::200:5efe:a00:1]/'],
    ['unspecified', 'http://[::]/'],
    ['link-local', 'http://[fe80::1]/'],
    ['site-local', 'http://[fec0::1]/'],
    ['unique local', 'http://[fd12:3456::1]/'],
    ['metadata of AWS', 'http://[fd00:ec2::254]/'],
    ['metadata of Google', 'http://[fd20:ce::254]/'],
    ['documentation', 'http://[2001:db8::1]/'],
    ['documentation, the newer range', 'http://[3fff::1]/'],
    ['benchmarks', 'http://[2001:2::1]/'],
    ['ORCHID', 'http://[2001:20::1]/'],
    ['discard', 'http://[100::1]/'],
    ['segment routing', 'http://[5f00::1]/'],
    ['multicast', 'http://[ff02::1]/'],
    ['not assigned', 'http://[4000::1]/'],
  ] satisfies readonly Row[]
).map(denied('url'))

const OPEN_NETWORKS = (
  [
    ['the metadata service', 'http://169.254.169.254/', allow],
    ['mapped metadata service', 'http://[::ffff:169.254.169.254]/', allow],
    ['metadata of AWS', 'http://[fd00:ec2::254]/', allow],
    ['credentials of EKS pods', 'http://[fd00:ec2::23]/v1/credentials', allow],
    ['metadata of Google', 'http://[fd20:ce::254]/', allow],
    ['metadata of Oracle', 'http://[fd00:c1::a9fe:a9fe]/', allow],
    ['metadata of Scaleway', 'http://[fd00:42::42]/', allow],
    ['metadata of Alibaba', 'http://100.100.100.200/', allow],
    ['the wire server of Azure', 'http://168.63.129.16/', allow],
    ['this host', 'http://0.0.0.0/', allow],
    [
      'a network that is not the listed one',
      'http://10.1.0.1/',
      { policy: { privateNetworks: ['10.0.0.0/16'] } },
    ],
    [
      'loopback beside a listed network',
      'http://127.0.0.1/',
      { policy: { privateNetworks: ['10.0.0.0/8'] } },
    ],
    [
      'a denied part of a listed network',
      'http://10.1.0.1/',
      { policy: { privateNetworks: ['10.0.0.0/8'], deniedNetworks: ['10.1.0.0/16'] } },
    ],
    [
      'a denied public network',
      'https://140.82.121.33/',
      { policy: { deniedNetworks: ['140.82.112.0/20'] } },
    ],
  ] satisfies readonly Row[]
).map(([name, ...rest]) => denied('url')([`${name}, while private networks are open`, ...rest]))

const PORTS = (
  [
    ['mail', 'http://8.8.8.8:25/'],
    ['mail, by TLS', 'https://8.8.8.8:465/'],
    ['SSH', 'http://8.8.8.8:22/'],
    ['X11', 'http://8.8.8.8:6000/'],
    ['zero', 'http://8.8.8.8:0/'],
    ['one that is not listed', 'https://8.8.8.8:8443/', { policy: { ports: ['443', '5000-5999'] } }],
    ['the usual one, which is not listed', 'http://8.8.8.8/', { policy: { ports: ['443'] } }],
    ['another port of an allowed origin', 'http://127.0.0.1:1/', { policy: { ports: ['1-65535'] } }],
  ] satisfies readonly Row[]
).map(([name, ...rest]) => denied('url')([`the port of ${name}`, ...rest]))

const DNS = (
  [
    ['loopback', '127.0.0.1'],
    ['loopback in both families', '127.0.0.1 ::1'],
    ['a private address', '10.0.0.1'],
    ['several private addresses', '10.0.0.1 192.168.1.1 fd00::1'],
    ['the metadata service', '169.254.169.254'],
    ['a mapped private address', '::ffff:10.0.0.1'],
    ['a NAT64 address of the metadata service', '64:ff9b::a9fe:a9fe'],
    ['a link-local address with a zone', 'fe80::1%eth0'],
    ['this host', '0.0.0.0'],
    ['nothing that is an address', 'localhost'],
    ['the metadata service, while private networks are open', '169.254.169.254', allow],
    ['a private and a forbidden address', '10.0.0.1 169.254.169.254'],
  ] satisfies readonly Row[]
).map(denied('dns'))

const LOCAL = ['127.0.0.1', '::1']
const NAMES = (
  [
    ['localhost', 'http://localhost/', { names: { localhost: LOCAL } }],
    ['localhost in capitals', 'http://LOCALHOST/', { names: { localhost: LOCAL } }],
    ['localhost with a trailing dot', 'http://localhost./', { names: { 'localhost.': LOCAL } }],
    ['localhost in full-width letters', 'http://ｌｏｃａｌｈｏｓｔ/', { names: { localhost: LOCAL } }],
    ['localhost percent-encoded', 'http://%6c%6f%63%61lhost/', { names: { localhost: LOCAL } }],
    ['a name below localhost', 'http://app.localhost/', { names: { 'app.localhost': LOCAL } }],
    [
      'a name of Google',
      'http://metadata.google.internal/',
      { names: { 'metadata.google.internal': ['169.254.169.254'] } },
    ],
    [
      'a name with its address in it',
      'http://10.0.0.1.nip.example/',
      { names: { '10.0.0.1.nip.example': ['10.0.0.1'] } },
    ],
    ['an international name', 'http://bücher.example/', { names: { 'xn--bcher-kva.example': ['10.0.0.1'] } }],
    ['a name with a trailing dot', 'http://evil.example./', { names: { 'evil.example.': ['10.0.0.1'] } }],
  ] satisfies readonly Row[]
).map(denied('url'))

/** Addresses that a user gives, and what DNS makes of them. */
export const ASKED_CASES: readonly SsrfCase[] = [
  ...SCHEMES,
  ...IPV4_FORMS,
  ...IPV6_FORMS,
  ...OPEN_NETWORKS,
  ...PORTS,
  ...DNS,
  ...NAMES,
]
