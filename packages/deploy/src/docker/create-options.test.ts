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
