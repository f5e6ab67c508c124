import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '@fairlead/cli'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KubeObject } from '../../packages/deploy/src/kubernetes/connection/objects.ts'
import {
  type KubernetesWorld,
  REPOSITORY,
  startKubernetesWorld,
  until,
  WORLD_LIMIT_MS,
} from '../support/kubernetes-world.ts'
import { memoryIo } from '../support/memory-io.ts'
import { describeWithNodeLogins } from '../support/node-logins.ts'

interface Pod extends KubeObject {
  readonly status?: {
    readonly phase?: string
    readonly containerStatuses?: readonly {
      readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } }
    }[]
  }
}

const TOKEN_NAME = 'nodes'

/** What the kubelet would set of the configuration that was written for it, and what it would run. */
async function scriptOf(folder: string): Promise<string> {
  const config = await readFile(join(folder, 'credential-provider.yaml'), 'utf8')
  const env = [...config.matchAll(/- name: (FAIRLEAD_\w+)\n\s+value: "(.*)"/g)]
  const set = env.map(([, name, value]) => `export ${name}='${value}'\n`)
  return `#!/bin/sh\n${set.join('')}exec '${folder}/bin/fairlead-credential-provider'\n`
}

describeWithNodeLogins(
  'a node that gets its logins from Fairlead by the kubelet, without pull secrets',
  (cluster, node) => {
    const namespace = `fl-node-login-${randomUUID().slice(0, 8)}`
    let world: KubernetesWorld
    let port: number
    let folder: string
    let undo: (() => Promise<void>) | undefined

    beforeAll(async () => {
      port = await node.freePort()
      world = await startKubernetesWorld(cluster, { twinPort: port })
      await world.push('1.0')
      await world.push('1.1')
      await world.push('1.2')
      folder = await mkdtemp(join(tmpdir(), 'fairlead-node-'))
      await fairlead('credential-provider', folder, '--node-folder', folder, '--keep-seconds', '0')
      undo = await node.ask(port, await scriptOf(folder))
      await put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
      await put({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'pods', namespace } })
    }, WORLD_LIMIT_MS)
    afterAll(async () => {
      await undo?.()
      await world?.eye.api.remove('Namespace', undefined, namespace, limit())
      await world?.close()
      if (folder) await rm(folder, { recursive: true, force: true })
    })

    const limit = () => AbortSignal.timeout(30_000)
    const put = (object: KubeObject) =>
      world.eye.api.apply(object, { force: true, manager: 'somebody' }, limit())
    const fairlead = async (...argv: string[]) => {
      const env = { FAIRLEAD_URL: world.server.url, FAIRLEAD_TOKEN: world.adminToken }
      const io = memoryIo({ env })
      expect([await main(argv, io), io.errors()]).toEqual([0, ''])
    }
    /** A pod as anybody makes one: nothing in it names a login. */
    const run = async (tag: string) => {
      const name = `pod-${randomUUID().slice(0, 8)}`
      const spec = {
        serviceAccountName: 'pods',
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        containers: [
          { name: 'app', image: `127.0.0.1:${port}/${REPOSITORY}:${tag}`, imagePullPolicy: 'Always' },
        ],
      }
      await put({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec } as KubeObject)
      return () => world.eye.api.get<Pod>('Pod', namespace, name, limit())
    }
    const phase = async (pod: () => Promise<Pod | undefined>) => (await pod())?.status?.phase
    const waiting = async (pod: () => Promise<Pod | undefined>) =>
      (await pod())?.status?.containerStatuses?.[0]?.state?.waiting
    const handedOut = async () =>
      (await world.api.audit(world.organizationId, { action: 'HAND_OUT_LOGIN' })).map(
        ({ actor, targetName }) => `${actor} ${targetName}`,
      )

    test('a private image is pulled with the login of its connection, and the trail says who got it', async () => {
      const pod = await run('1.0')
      await until(async () => expect(await phase(pod)).toBe('Running'))
      expect(await handedOut()).toContain(`${TOKEN_NAME} ghcr`)
    })

    test('after a rotation the next pod is pulled with the new login, and nothing knows the old one', async () => {
      const { value } = await world.token('read:packages', 'read:org')
      await world.api.registries.rotate(world.organizationId, world.registryId, {
        config: { password: value.reveal() },
      })
      await world.twin.state.revokeToken(world.pullToken.id)
      const pod = await run('1.1')
      await until(async () => expect(await phase(pod)).toBe('Running'))
    })

    test('a node whose token is revoked pulls as nobody from then on', async () => {
      const all = await world.api.tokens.list(world.organizationId)
      const token = all.find(({ name }) => name === TOKEN_NAME) ?? expect.fail()
      await world.api.tokens.remove(world.organizationId, token.id)
      const pod = await run('1.2')
      await until(async () =>
        expect(await waiting(pod)).toMatchObject({
          reason: expect.stringMatching(/^(ErrImagePull|ImagePullBackOff)$/),
        }),
      )
      expect((await waiting(pod))?.message).toMatch(/401|403|denied|unauthorized|authorize/i)
    })
  },
  { timeout: WORLD_LIMIT_MS },
)
