import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { finding } from '@fairlead/core'
import { afterEach, expect, test } from 'vitest'
import { createKubeApi } from '../connection/kube-api.ts'
import { withLog } from './log-tail.ts'

const closing: (() => unknown)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

type Answer = readonly [status: number, text: string]

/** What is added to a finding where the log of the container before, and that of now, are answered so. */
async function added(answers: { previous: Answer; current: Answer }, isPrevious = true) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server')
    asked.push(`${pathname} ${searchParams.get('container')} ${searchParams.get('tailLines')}`)
    const [status, text] = searchParams.get('previous') === 'true' ? answers.previous : answers.current
    response.writeHead(status).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  const api = createKubeApi({
    context: 'test',
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificateAuthority: undefined,
    skipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    login: { kind: 'none' },
    namespace: undefined,
  })
  const place = { namespace: 'shop', pod: 'web-1', container: 'web', isPrevious }
  const plain = finding('deploy.container_exited', { summary: 'It ended.' })
  return { asked, found: await withLog(plain, api, place, AbortSignal.timeout(10_000)) }
}

const GONE: Answer = [
  400,
  JSON.stringify({ kind: 'Status', code: 400, message: 'previous terminated container not found' }),
]
const CLEANED: Answer = [
  200,
  'failed to try resolving symlinks in path "/var/log/pods/a/1.log": no such file or directory',
]

test('the last lines of the container before are told, and those of now are not asked for', async () => {
  const { asked, found } = await added({ previous: [200, 'one\ntwo\n'], current: [200, 'three\n'] })
  expect(found.evidence).toEqual([{ asked: 'its last 2 log lines', answered: 'one\ntwo' }])
  expect(asked).toEqual(['/api/v1/namespaces/shop/pods/web-1/log web 20'])
})

test.each([
  ['is none', GONE],
  ['is cleaned away', CLEANED],
  ['is empty', [200, ''] as const],
])('where the log of the container before %s, that of now is told', async (_why, previous) => {
  const { found } = await added({ previous, current: [200, 'three\n'] })
  expect(found.evidence).toEqual([{ asked: 'its last 1 log lines', answered: 'three' }])
})

test('a container that wrote nothing is told as such, and a log that cannot be read not at all', async () => {
  const silent = await added({ previous: GONE, current: [200, ''] }, false)
  expect(silent.found.evidence).toEqual([{ asked: 'its last log lines', answered: 'it wrote nothing' }])
  const refused = await added({ previous: [403, '{}'], current: [403, '{}'] })
  expect(refused.found.evidence).toEqual([])
})

test('a program that the kernel refuses to run is one of another platform', async () => {
  const { found } = await added({ previous: [200, 'exec /bin/web: exec format error\n'], current: GONE })
  expect(found.summary).toContain('another platform')
  expect(found.remedy?.action).toContain('--platform')
})
