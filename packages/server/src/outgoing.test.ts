import { createHash } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRegistryClient } from '@fairlead/oci/client'
import { expect, onTestFinished, test } from 'vitest'
import { createOutgoingFetch } from './outgoing.ts'
import type { CompatibleHost } from './settings.ts'

/** Port of a server on 127.0.0.1 that counts its requests. */
async function serve(answer: RequestListener): Promise<{ port: number; paths: string[] }> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    paths.push(request.url ?? '')
    answer(request, response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((ended) => server.close(ended))
  })
  return { port: (server.address() as AddressInfo).port, paths }
}

function outgoing(...hosts: readonly CompatibleHost[]) {
  const fetch = createOutgoingFetch({ privateNetworks: 'deny' }, hosts)
  onTestFinished(() => fetch.close())
  return fetch
}

const ok: RequestListener = (_request, response) => void response.end('ok')

test.each(['127.0.0.1', 'localhost'])('a host listed as %s opens its port, and no other', async (name) => {
  const listed = await serve(ok)
  const other = await serve(ok)
  const address = `http://${name}:${listed.port}`
  const fetch = outgoing({ registry: address, api: `${address}/api/v3` })
  for (const host of ['127.0.0.1', 'localhost']) {
    expect(await (await fetch(`http://${host}:${listed.port}/v2/`)).text()).toBe('ok')
    await expect(fetch(`http://${host}:${other.port}/v2/`)).rejects.toMatchObject({ code: 'egress.denied' })
  }
  expect(other.paths).toEqual([])
})

test('the port of the API is open beside that of the registry', async () => {
  const registry = await serve(ok)
  const api = await serve(ok)
  const fetch = outgoing({
    registry: `http://127.0.0.1:${registry.port}`,
    api: `http://127.0.0.1:${api.port}/api/v3`,
  })
  expect((await fetch(`http://127.0.0.1:${registry.port}/`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${api.port}/`)).status).toBe(200)
})

test('nothing of loopback is open where no host is listed', async () => {
  const server = await serve(ok)
  await expect(outgoing()(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
    code: 'egress.denied',
  })
  expect(server.paths).toEqual([])
})

test.each([
  ['127.0.0.1', 'localhost'],
  ['localhost', '127.0.0.1'],
])('a blob is read where a host listed as %s redirects to %s', async (name, another) => {
  const digest = `sha256:${createHash('sha256').update('ok').digest('hex')}` as const
  const { port, paths } = await serve((request, response) => {
    if (request.url?.startsWith('/_blobs/')) response.end('ok')
    else response.writeHead(307, { location: `http://${another}:${port}/_blobs/${digest}` }).end()
  })
  const url = `http://${name}:${port}`
  const client = createRegistryClient({ url, fetch: outgoing({ registry: url, api: `${url}/api/v3` }) })
  const bytes = await client.blobBytes('acme/app', digest, 100, new AbortController().signal)
  expect(Buffer.from(bytes).toString()).toBe('ok')
  expect(paths).toEqual([`/v2/acme/app/blobs/${digest}`, `/_blobs/${digest}`])
})
