import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningServer, readSettings, serve } from '@fairlead/server'
import { type SampleTwin, startSampleTwin } from '@fairlead/server/sample'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithDocker } from '../../../../test/support/docker-engine.ts'
import { main } from '../main.ts'
import { recordedIo, run } from '../testing/recorded-io.ts'

describeWithDocker('container logs', ({ endpoint }) => {
  let folder: string
  let twin: SampleTwin
  let server: RunningServer
  let env: Record<string, string>
  let address: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairlead-cli-logs-'))
    // As root, PostgreSQL runs as another user, who has to get in.
    await chmod(folder, 0o755)
    twin = await startSampleTwin({ folder, host: '127.0.0.1', port: 0 }, AbortSignal.timeout(60_000))
    const settings = readSettings(
      { FAIRLEAD_LOG: 'silent' },
      { dataFolder: folder, port: 0, compatibleHosts: [{ registry: twin.url, api: twin.apiUrl }] },
    )
    server = await serve(settings, { env: { DOCKER_HOST: endpoint } })
    env = {
      FAIRLEAD_URL: server.url,
      FAIRLEAD_TOKEN: server.firstRun?.token.reveal() ?? '',
      FAIRLEAD_REGISTRY_TOKEN: twin.connectToken.reveal(),
    }
    await run(['registry', 'add', 'twin', '--url', twin.url, '--prefix', 'acme'], { env })
    const create = ['container', 'create', 'hello', 'acme/hello:1.1', '--port', '8080', '--health-path', '/']
    const { code, out } = await run([...create, '--deploy', '-o', 'json'], { env })
    expect(code).toBe(0)
    address = JSON.parse(out).endpoints[0].url
  }, 180_000)

  afterAll(async () => {
    await run(['container', 'remove', 'hello'], { env })
    await server?.close()
    await twin?.close()
    await rm(folder, { recursive: true, force: true })
  }, 60_000)

  test('the last lines, as text and as one JSON document a line', async () => {
    const { code, out } = await run(['container', 'logs', 'hello'], { env })
    expect(out).toMatch(/"GET \/" 200/)
    expect(code).toBe(0)
    const lines = (await run(['container', 'logs', 'hello', '--tail', '2', '-o', 'json'], { env })).out
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({
        created_at: expect.any(String),
        stream: expect.stringMatching(/^std(?:out|err)$/),
      })
    }
  })

  test('--timestamps begins each line with its time', async () => {
    const { out } = await run(['container', 'logs', 'hello', '--tail', '1', '--timestamps'], { env })
    expect(out).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}\S/)
  })

  test('--follow shows a line as it is written, and Ctrl-C ends it with 130', async () => {
    const io = recordedIo({ env })
    const ended = main(['container', 'logs', 'hello', '--follow', '--tail', '1'], io)
    await io.untilOut(/GET/)
    await fetch(`${address}/followed`)
    await io.untilOut(/GET \/followed/)
    io.interrupt()
    expect(await ended).toBe(130)
    expect(io.err()).toBe('fairlead: Interrupted.\n')
  })

  test('status tells where it answers', async () => {
    const { code, out } = await run(['container', 'status'], { env })
    expect(out).toContain(address)
    expect(code).toBe(0)
  })
})
