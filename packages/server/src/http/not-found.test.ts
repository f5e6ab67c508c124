import { type OperationSpec, operations } from '@fairlead/api'
import { expect, test } from 'vitest'
import { routeFault } from './not-found.ts'

const specs = Object.values(operations) as OperationSpec[]
const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6'

test('a path that is nearly one leads to it', () => {
  const fault = routeFault(specs, 'GET', `/organization/${ID}/containerregistry`)
  expect([fault.code, fault.message]).toEqual([
    'route.not_found',
    'There is nothing at this path. Did you mean /organization/{organizationId}/containerRegistry? The API is described at /docs.',
  ])
})

test('a path that is like none leads to the description', () => {
  expect(routeFault(specs, 'GET', '/wp-login.php').message).toBe(
    'There is nothing at this path. The API is described at /docs.',
  )
})

test('a wrong method is told the right ones', () => {
  const fault = routeFault(specs, 'PATCH', `/container/${ID}/`)
  expect([fault.code, fault.details.allow]).toEqual(['route.wrong_method', ['DELETE', 'GET', 'PUT']])
})
