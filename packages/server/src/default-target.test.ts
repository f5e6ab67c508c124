import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chooseTarget } from './default-target.ts'

/** A Unix socket on which every connection gets `answer`, or nothing. */
async function socketThatSays(answer: string | undefined): Promise<{ folder: string; endpoint: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-target-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const endpoint = join(folder, 'engine.sock')
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => answer !== undefined && socket.end(answer))
  })
  server.listen(endpoint)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { folder, endpoint: `unix://${endpoint}` }
}

const onLinux = process.platform === 'linux'

test.runIf(onLinux)(
  'a Docker engine whose socket answers is where a new installation deploys to',
  async () => {
    const { folder, endpoint } = await socketThatSays('HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nOK')
    expect(await chooseTarget({ DOCKER_HOST: endpoint }, folder)).toEqual({
      kind: 'docker',
      endpoint,
      publishAddress: '127.0.0.1',
    })
  },
)

test.each([
  ['refuses', 'HTTP/1.0 503 Service Unavailable\r\n\r\n'],
  ['speaks another protocol', '220 mail.example ESMTP\r\n'],
  ['hangs up', ''],
  ['says nothing', undefined],
])('where the socket %s, it is a Git repository in the data folder', async (_, answer) => {
  const { folder, endpoint } = await socketThatSays(answer)
  const target = { kind: 'gitops', folder: join(folder, 'gitops'), branch: 'main' }
  expect(await chooseTarget({ DOCKER_HOST: endpoint }, folder)).toEqual(target)
})

test('where there is no socket, it is a Git repository in the data folder', async () => {
  const { folder } = await socketThatSays('')
  const target = await chooseTarget({ DOCKER_HOST: `unix://${folder}/nothing.sock` }, folder)
  expect(target).toEqual({ kind: 'gitops', folder: join(folder, 'gitops'), branch: 'main' })
})
