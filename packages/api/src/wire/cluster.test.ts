import { isAppError } from '@fairlead/core'
import { expect, test } from 'vitest'
import { createCluster } from '../operations/index.ts'
import { parseInput } from '../parse-input.ts'

const params = { organizationId: '3fa85f64-5717-4562-b3fc-2c963f66afa6' }
const create = (endpoint: string) => {
  const body = { name: 'engine', target: { kind: 'docker', endpoint } }
  return parseInput(createCluster, { params, query: {}, body })
}

test('a Docker engine is named by its socket', () => {
  expect(() => create('unix:///var/run/docker.sock')).not.toThrow()
})

test.each(['tcp://127.0.0.1:2375', 'http://127.0.0.1:2375', '/var/run/docker.sock', 'unix:///', ''])(
  'the endpoint "%s" is refused with request.invalid that names the socket to write',
  (endpoint) => {
    const refusal = (() => {
      try {
        return create(endpoint)
      } catch (error) {
        return error
      }
    })()
    if (!isAppError(refusal, 'request.invalid')) throw new Error('It was accepted.')
    expect(refusal.issues).toMatchObject([
      { field: 'target.endpoint', remedy: 'Write one such as unix:///var/run/docker.sock.' },
    ])
  },
)
