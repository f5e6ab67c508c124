/** Why a pull failed, as far as whoever pulled has told it. */
export type PullCause =
  | 'platform'
  | 'rate-limit'
  | 'absent'
  | 'refused'
  | 'tls'
  | 'disk'
  | 'network'
  | 'reference'
  | 'unknown'

// What Docker engines from 20.10 on, containerd and CRI-O say, in the order in which it decides: a denial may also say
// "not found".
const PATTERNS: readonly (readonly [PullCause, RegExp])[] = [
  [
    'platform',
    /no match(?:ing manifest)? for|does not match the (?:specified|detected host) platform|image operating system|no image found in (?:manifest list|image index) for architecture/i,
  ],
  ['rate-limit', /toomanyrequests|too many requests|rate limit/i],
  [
    'absent',
    /manifest unknown|manifest .*not found|name unknown|@sha256:[0-9a-f]+: not found|no such manifest|:[\w.-]+: not found/i,
  ],
  [
    'refused',
    /denied|unauthorized|authentication required|authorization failed|no basic auth|forbidden|incorrect username/i,
  ],
  ['tls', /x509|certificate|tls: |server gave HTTP response to HTTPS client/i],
  ['disk', /no space left on device/i],
  ['reference', /invalid reference format|couldn't parse image/i],
  [
    'network',
    /no such host|connection refused|i\/o timeout|network is unreachable|handshake timeout|deadline exceeded|no route to host|server misbehaving|connection reset|EOF/i,
  ],
]

/** Reads the cause out of the words of a Docker engine or of a node's container runtime. */
export const pullCauseOf = (answered: string): PullCause =>
  PATTERNS.find(([, pattern]) => pattern.test(answered))?.[0] ?? 'unknown'
