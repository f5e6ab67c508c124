import type { LineRule } from '../line-rule.ts'

/** Words of the way to a registry, by Go, curl, OpenSSL, Node and Python programs. */
export const NETWORK_RULES: readonly LineRule[] = [
  {
    pattern:
      /certificate has expired or is not yet valid|certificate has expired|certificate is not yet valid|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/i,
    meaning: "The registry's certificate is not valid at the time that the machine's clock shows.",
    causes: ['network.tls', 'clock.skewed'],
  },
  {
    pattern:
      /certificate is valid for|certificate is not valid for|doesn't contain any IP SANs|legacy Common Name|ERR_TLS_CERT_ALTNAME_INVALID|does not match .*certificate/i,
    meaning: 'The certificate is of another host than the one that was asked for.',
    causes: [['network.tls', 'The certificate does not name the host.'], 'network.dns'],
  },
  {
    pattern:
      /signed by unknown authority|self[- ]signed|certificate verify failed|unable to get local issuer|unable to verify the first certificate|UNABLE_TO_|SSL certificate problem|tls: failed to verify|x509:/i,
    meaning: 'The machine does not trust who signed the certificate that it was shown.',
    causes: [
      [
        'network.tls',
        'The registry, or a proxy on the way, has a certificate of an authority that is not trusted there.',
      ],
    ],
  },
  {
    pattern:
      /server gave HTTP response to HTTPS client|first record does not look like a TLS|wrong version number|SSL routines/i,
    meaning: 'The client spoke TLS to a port that speaks plain HTTP.',
    causes: [
      ['network.tls', 'The registry has no TLS: it is listed as insecure nowhere, or the port is wrong.'],
    ],
  },
  {
    pattern: /HTTP request (?:was sent )?to (?:an )?HTTPS (?:server|port)/i,
    meaning: 'The client spoke plain HTTP to a port that speaks TLS.',
    causes: [['network.tls', 'The port speaks TLS, and the client is told to use plain HTTP there.']],
    told: ['network.tls'],
  },
  {
    pattern:
      /proxyconnect|proxy authentication required|\b407\b|unable to connect to proxy|tunneling socket/i,
    meaning: 'The proxy on the way does not let the connection through.',
    causes: [
      ['network.closed', 'The proxy refuses the connection, or wants a login.'],
      ['network.refused', 'The proxy is not there.'],
      ['network.timeout', 'The proxy does not answer.'],
      ['network.dns', 'The name of the proxy or of the host is not known.'],
    ],
  },
  {
    pattern:
      /no such host|name resolution|server misbehaving|could not resolve|name or service not known|ENOTFOUND|EAI_AGAIN|nodename nor servname|lookup \S+ on \S+:53\b/i,
    meaning: 'The name of the host could not be looked up.',
    causes: ['network.dns', 'image.host_misspelled'],
  },
  {
    pattern: /connection refused|ECONNREFUSED|actively refused/i,
    meaning: 'Nothing took the connection at that address and port.',
    causes: ['network.refused'],
  },
  {
    pattern: /no route to host|network is unreachable|EHOSTUNREACH|ENETUNREACH/i,
    meaning: 'The machine knows no way to the address.',
    causes: ['network.timeout', 'network.refused', 'network.closed'],
  },
  {
    pattern:
      /i\/o timeout|deadline exceeded|timeout exceeded|handshake timeout|ETIMEDOUT|timed out|request canceled while waiting/i,
    meaning: 'No answer came in time.',
    causes: ['network.timeout', 'registry.server_error', 'registry.rate_limited'],
  },
  {
    pattern:
      /reset by peer|ECONNRESET|unexpected EOF|broken pipe|: EOF\b|\bEOF$|GOAWAY|stream error|use of closed network|socket hang up/i,
    meaning: 'The connection was cut before the answer was whole.',
    causes: ['network.closed', 'registry.server_error'],
  },
  {
    pattern: /\b413\b|Request Entity Too Large|Content Too Large/i,
    meaning: 'Something before the registry, most often a proxy, refuses uploads of that size.',
    causes: [['push.denied', 'A proxy before the registry limits the size of a request.']],
    push: true,
    told: ['push.denied'],
  },
  {
    pattern:
      /invalid character '<'|looking for beginning of value|unexpected media type text\/html|text\/html|unexpected token '?</i,
    meaning: 'A web page came where a registry should have answered.',
    causes: [
      'registry.not_a_registry',
      'registry.server_error',
      ['network.closed', 'A proxy answers with a page of its own.'],
    ],
  },
  {
    pattern:
      /\b50[0-4]\b(?!\/)|internal server error|bad gateway|service unavailable|gateway time-?out|egress is over the account limit/i,
    meaning: 'The registry, or what stands before it, failed.',
    causes: ['registry.server_error'],
  },
  {
    pattern: /\b405\b|method not allowed/i,
    meaning: 'What answered does not know the request.',
    causes: ['registry.not_a_registry'],
  },
]
