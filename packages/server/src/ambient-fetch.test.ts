import { expect, onTestFinished, test } from 'vitest'
import { createAmbientFetch } from './ambient-fetch.ts'

/** Where a request would have gone; nothing is sent. */
async function goesTo(url: string): Promise<string> {
  const reached: string[] = []
  const fetch = createAmbientFetch({
    lookup: async () => [{ address: '169.254.169.254', family: 4 }],
    connector: ({ addresses }, callback) => {
      reached.push(addresses[0]?.address ?? '')
      callback(new Error('recorded'), null)
    },
  })
  onTestFinished(() => fetch.close())
  const error: unknown = await fetch(url).catch((reason: unknown) => reason)
  return reached[0] ?? (error as { code?: string }).code ?? 'nowhere'
}

test.each([
  ['http://169.254.169.254/latest/api/token', '169.254.169.254'],
  ['http://169.254.170.2/v2/credentials', '169.254.170.2'],
  ['http://169.254.170.23/v1/credentials', '169.254.170.23'],
  ['http://[fd00:ec2::254]/latest/api/token', 'fd00:ec2::254'],
  ['http://metadata.google.internal/computeMetadata/v1/', '169.254.169.254'],
  ['http://127.0.0.1:40342/metadata/identity/oauth2/token', '127.0.0.1'],
])('the metadata of a platform at %s are reached', async (url, expected) => {
  expect(await goesTo(url)).toBe(expected)
})

test.each(['http://10.0.0.1/', 'http://192.168.1.1/', 'http://[fd00::1]/', 'http://100.100.100.200/'])(
  'other private addresses stay closed: %s',
  async (url) => {
    expect(await goesTo(url)).toBe('egress.denied')
  },
)
