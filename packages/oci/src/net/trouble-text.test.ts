import { expect, test } from 'vitest'
import type { NetworkTrouble } from './network-trouble.ts'
import { troubleCode, troubleText } from './trouble-text.ts'

test.each<[NetworkTrouble, string, string]>([
  [{ fault: 'timeout' }, 'timeout', 'did not answer in time'],
  [{ fault: 'port' }, 'port', "is at a port that this server's network policy does not allow"],
  [
    { fault: 'tls', tls: 'self_signed' },
    'tls self_signed',
    'could not be trusted: its TLS certificate is signed by itself',
  ],
  [{ fault: 'tls' }, 'tls', 'could not be trusted: its TLS certificate is not valid'],
  [
    { fault: 'proxy', proxy: { reason: 'authentication', host: 'proxy:3128', status: 407 } },
    'proxy authentication 407',
    'could not be reached: the proxy proxy:3128 refuses the user name and password, or wants some (status 407)',
  ],
])('%j is told in two words and in a sentence', (trouble, code, text) => {
  expect(troubleCode(trouble)).toBe(code)
  expect(troubleText(trouble)).toBe(text)
})
