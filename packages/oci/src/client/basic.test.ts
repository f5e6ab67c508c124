import { describe, expect, test } from 'vitest'
import { sampleImage } from '../../test/image.ts'
import { ociError, serve } from '../../test/scripted-server.ts'
import { basic, credential, signal, testClient } from '../../test/test-client.ts'

const image = sampleImage()

describe('Basic', () => {
  const protectedBy = (password: string) =>
    serve((request, response) => {
      if (request.headers.authorization === basic('robot', password)) {
        return void response
          .writeHead(200, { 'content-type': image.manifest.descriptor.mediaType })
          .end(image.manifest.bytes)
      }
      return ociError(response, 401, 'UNAUTHORIZED', 'authentication required', {
        'www-authenticate': 'Basic realm="Registry, of Acme"',
      })
    })

  test('is answered with the credential, and up-front from then on', async () => {
    const server = await protectedBy('right')
    const client = testClient({ url: server.url, credential: credential('robot', 'right') })
    await client.manifest('acme/app', '1', signal())
    await client.manifest('acme/other', '1', signal())
    expect(server.seen.map(({ headers }) => headers.authorization !== undefined)).toEqual([false, true, true])
  })

  test('a wrong password is sent once', async () => {
    const server = await protectedBy('right')
    const client = testClient({ url: server.url, credential: credential('robot', 'wrong') })
    for (const _ of [1, 2, 3]) {
      await expect(client.resolve('acme/app', '1', signal())).rejects.toMatchObject({
        code: 'credential.refused',
      })
    }
    expect(server.seen.filter(({ headers }) => headers.authorization !== undefined)).toHaveLength(1)
  })
})
