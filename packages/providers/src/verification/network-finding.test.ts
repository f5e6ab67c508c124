import type { FindingCode } from '@fairlead/core'
import type { NetworkFault, NetworkTrouble } from '@fairlead/oci/net'
import { expect, test } from 'vitest'
import { networkFinding } from './network-finding.ts'

const party = { name: 'registry', address: 'https://registry.acme.example:5000' }
const evidence = [{ asked: 'GET https://registry.acme.example:5000/v2/', answered: 'no answer' }]
const proxy = (reason: NonNullable<NetworkTrouble['proxy']>['reason']): NetworkTrouble => ({
  fault: 'proxy',
  proxy: { reason, host: 'proxy.acme.example:3128' },
})

test.each<[NetworkFault | NetworkTrouble, FindingCode, RegExp, RegExp]>([
  ['dns', 'network.dns', /not known to DNS/, /typing error/],
  ['refused', 'network.refused', /refused/, /port/],
  ['closed', 'network.closed', /closed/, /status page.*proxy or firewall/],
  ['timeout', 'network.timeout', /in time/, /firewall/],
  ['forbidden', 'network.forbidden', /not allowed/, /operator/],
  ['port', 'network.forbidden', /port/, /FAIRLEAD_EGRESS_PORTS/],
  ['tls', 'network.tls', /not valid/, /certificate/],
  ['proxy', 'network.proxy', /proxy/, /proxy/],
  [{ fault: 'tls', tls: 'self_signed' }, 'network.tls', /signed by itself/, /to the connection as a CA/],
  [
    { fault: 'tls', tls: 'unknown_authority' },
    'network.tls',
    /does not trust/,
    /CA certificates.*whole chain/,
  ],
  [{ fault: 'tls', tls: 'expired' }, 'network.tls', /expired/, /Renew.*clock/],
  [{ fault: 'tls', tls: 'not_yet_valid' }, 'network.tls', /not valid yet/, /clock/],
  [{ fault: 'tls', tls: 'wrong_name' }, 'network.tls', /another name/, /name/],
  [{ fault: 'tls', tls: 'revoked' }, 'network.tls', /revoked/, /new certificate/],
  [{ fault: 'tls', tls: 'client_certificate' }, 'network.tls', /asks its clients/, /password or a token/],
  [{ fault: 'tls', tls: 'protocol' }, 'network.tls', /speaks no TLS/, /http:\/\//],
  [{ fault: 'tls', tls: 'other' }, 'network.tls', /not valid/, /key and a signature/],
  [proxy('unreachable'), 'network.proxy', /cannot be connected to/, /address and port/],
  [proxy('authentication'), 'network.proxy', /refuses the user name/, /those of the registry are other/],
  [proxy('denied'), 'network.proxy', /does not allow/, /allow this host/],
  [proxy('no_route'), 'network.proxy', /does not get through/, /typing error/],
  [proxy('bad_answer'), 'network.proxy', /does not answer as a proxy/, /CONNECT/],
])('%j is told as %s, with what to do', (trouble, code, summary, remedy) => {
  const found = networkFinding(party, trouble, evidence)
  expect(found).toMatchObject({ code, severity: 'error', evidence })
  expect(found.summary).toMatch(summary)
  expect(found.summary).toContain('registry.acme.example:5000')
  expect(found.remedy?.action).toMatch(remedy)
  if (typeof trouble !== 'string' && trouble.proxy) expect(found.summary).toContain(trouble.proxy.host)
})
