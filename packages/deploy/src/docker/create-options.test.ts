import { Secret } from '@fairlead/core'
import { expect, test } from 'vitest'
import { sampleWorkload } from '../../test/sample-workload.ts'
import { newService } from '../contract.ts'
import { createOptions } from './create-options.ts'

const options = (workload: ReturnType<typeof sampleWorkload>) =>
  createOptions({
    workload,
    role: 'service',
    instance: 1,
    replaces: [],
    publishAddress: '127.0.0.1',
    publishesPrivate: false,
  })

test('a user, a group and capabilities are those that the service asks for', () => {
  const security = { runAsUser: 1000, addedCapabilities: ['MKNOD', 'NET_BIND_SERVICE'] } as const
  const { User, HostConfig } = options(sampleWorkload(newService(), { spec: { security } }))
  expect(User).toBe('1000:1000')
  expect(HostConfig).toMatchObject({
    CapDrop: ['NET_RAW', 'SETFCAP'],
    CapAdd: ['MKNOD', 'NET_BIND_SERVICE'],
  })
  expect(options(sampleWorkload(newService()))).not.toHaveProperty('User')
})

test('secret variables are in the environment of the container and in no label', () => {
  const workload = sampleWorkload(newService(), {
    spec: { variables: [{ name: 'MODE', value: 'quiet' }] },
    secrets: [{ name: 'API_KEY', value: new Secret('hidden'), version: '1' }],
  })
  const { Env, Labels } = options(workload)
  expect(Env).toEqual(['MODE=quiet', 'API_KEY=hidden'])
  expect(JSON.stringify(Labels)).not.toContain('hidden')
})

test('volumes are named after the service and themselves, and labelled as of the service', () => {
  const service = newService()
  const volumes = [{ id: 'b0b0b0b0-0000-4000-8000-000000000001', mountPoint: '/data', sizeGib: 1 }]
  const { HostConfig } = options(sampleWorkload(service, { spec: { volumes, readOnlyRootFilesystem: true } }))
  expect(HostConfig).toMatchObject({
    ReadonlyRootfs: true,
    Mounts: [
      {
        Type: 'volume',
        Source: `fairlead-${service.id}-${volumes[0]?.id}`,
        Target: '/data',
        VolumeOptions: { Labels: { 'dev.fairlead.service': service.id } },
      },
    ],
  })
})
