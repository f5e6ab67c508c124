import { Secret } from '@fairlead/core'
import { expect, test } from 'vitest'
import { readSettings } from './settings.ts'

const egressOf = (env: Record<string, string>) => readSettings(env).egress

test('by default private networks are closed, and nothing else is set', () => {
  expect(egressOf({})).toEqual({ privateNetworks: 'deny' })
  const empty = {
    FAIRLEAD_PRIVATE_NETWORKS: '',
    FAIRLEAD_EGRESS_PORTS: ' ',
    FAIRLEAD_DENIED_NETWORKS: ',',
    FAIRLEAD_PROXY: '',
  }
  expect(egressOf(empty)).toEqual({ privateNetworks: 'deny' })
})

test('networks and ports are lists, by commas or blanks', () => {
  expect(
    egressOf({
      FAIRLEAD_PRIVATE_NETWORKS: '10.0.0.0/8, fd00::/8',
      FAIRLEAD_EGRESS_PORTS: '443 5000-5999',
      FAIRLEAD_DENIED_NETWORKS: '10.1.0.0/16',
    }),
  ).toEqual({
    privateNetworks: ['10.0.0.0/8', 'fd00::/8'],
    ports: ['443', '5000-5999'],
    deniedNetworks: ['10.1.0.0/16'],
  })
  expect(egressOf({ FAIRLEAD_PRIVATE_NETWORKS: 'allow' })).toEqual({ privateNetworks: 'allow' })
})

test("a proxy's user and password are taken out of its address", () => {
  const { operatorProxy } = egressOf({
    FAIRLEAD_PROXY: 'http://me:p%40ss%3Aword@proxy.example.com:3128',
    FAIRLEAD_NO_PROXY: 'registry.acme.example,.internal 10.0.0.0/8',
  })
  expect(operatorProxy).toEqual({
    proxy: { url: 'http://proxy.example.com:3128/', username: 'me', password: expect.any(Secret) },
    except: ['registry.acme.example', '.internal', '10.0.0.0/8'],
  })
  expect(operatorProxy?.proxy.password?.reveal()).toBe('p@ss:word')
  expect(JSON.stringify(operatorProxy)).not.toContain('p@ss')
  expect(egressOf({ FAIRLEAD_PROXY: 'http://proxy:3128' }).operatorProxy).toEqual({
    proxy: { url: 'http://proxy:3128' },
    except: [],
  })
})

test('every mistake is told by its variable, and no password with it', () => {
  const read = () =>
    egressOf({
      FAIRLEAD_PRIVATE_NETWORKS: 'yes',
      FAIRLEAD_EGRESS_PORTS: '443,http',
      FAIRLEAD_DENIED_NETWORKS: '10.0.0.0',
      FAIRLEAD_PROXY: 'socks5://me:pass-word@proxy',
      FAIRLEAD_NO_PROXY: 'http://x',
      FAIRLEAD_PORT: 'x',
    })
  expect(read).toThrow(
    expect.objectContaining({
      code: 'request.invalid',
      message: expect.not.stringContaining('pass-word'),
      issues: [
        'FAIRLEAD_PORT',
        'FAIRLEAD_PRIVATE_NETWORKS',
        'FAIRLEAD_EGRESS_PORTS',
        'FAIRLEAD_DENIED_NETWORKS',
        'FAIRLEAD_NO_PROXY',
        'FAIRLEAD_PROXY',
      ].map((field) => expect.objectContaining({ field })),
    }),
  )
})
