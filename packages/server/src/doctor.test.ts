import { isAppError } from '@fairlead/core'
import { createGuardedFetch } from '@fairlead/oci/net'
import { expect, onTestFinished, test } from 'vitest'
import { serveProxy } from '../../oci/test/proxy-server.ts'
import { createDoctor, readTarget, waysOut } from './doctor.ts'

test('the doctor asks through the proxy of its environment, and tells its fault from the registry’s', async () => {
  const proxy = await serveProxy({
    route: () => undefined,
    answer: () => 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n',
  })
  const fetch = createGuardedFetch({
    ...waysOut({ FAIRLEAD_PROXY: proxy.url }),
    // A name that only the proxy knows.
    lookup: () => Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })),
  })
  const doctor = createDoctor({ fetch })
  onTestFinished(() => doctor.close())
  const target = readTarget({ subject: 'registry.invalid/acme/app:1.0' })
  const { cause } = await doctor.diagnose(target, [], {}, new AbortController().signal)
  expect(cause).toBe('network.proxy')
  expect(new Set(proxy.asked)).toEqual(new Set(['registry.invalid:443']))
})

test('a proxy that cannot be used is told by its variable', () => {
  try {
    createDoctor({ env: { FAIRLEAD_PROXY: 'socks5://127.0.0.1:1' } })
    expect.unreachable()
  } catch (error) {
    if (!isAppError(error, 'request.invalid')) throw error
    expect(error.issues.map(({ field }) => field)).toEqual(['FAIRLEAD_PROXY'])
  }
})
