import { expect, test } from 'vitest'
import { slackText } from './slack-text.ts'

const told = (event: Parameters<typeof slackText>[0]['event'], data: object) =>
  slackText({ id: 'd', event, payload: { data } })

test('a deployment tells what, where, how it ended, of which image and by whom', () => {
  const text = told('DEPLOYMENT_FAILURE', {
    deployment: { action: 'deploy', requested_by: 'ci' },
    container: { name: 'web' },
    environment: { name: 'production' },
    project: { name: 'shop' },
    image: { registry: 'ghcr.io', repository: 'acme/web', tag: '1.4' },
    findings: [
      { severity: 'error', summary: 'The tag does not exist.' },
      { severity: 'info', summary: 'Not worth a line.' },
    ],
  })
  expect(text).toBe(
    'The deploy of *web* in shop/production failed (ghcr.io/acme/web:1.4), asked for by ci.\n• The tag does not exist.',
  )
})

test('a registry tells its new health with what was found', () => {
  const text = told('REGISTRY_HEALTH_CHANGED', {
    registry: { name: 'acme' },
    from: 'verified',
    to: 'failing',
    findings: [{ severity: 'error', summary: 'The token has expired.' }],
  })
  expect(text).toBe(
    'The container registry *acme* is now *failing* (it was verified).\n• The token has expired.',
  )
})

test('a credential that ends tells when', () => {
  const data = { registry: { name: 'acme' }, expires_at: '2026-12-01T00:00:00.000Z', days_left: 1 }
  expect(told('REGISTRY_CREDENTIAL_EXPIRING', data)).toBe(
    'The credential of the container registry *acme* ends in 1 day, at 2026-12-01T00:00:00.000Z.',
  )
})

test('a name cannot mention people or make links', () => {
  const text = told('REGISTRY_HEALTH_CHANGED', {
    registry: { name: '<!channel> & <https://x|y>' },
    from: 'a',
    to: 'b',
  })
  expect(text).toContain('&lt;!channel&gt; &amp; &lt;https://x|y&gt;')
  expect(text).not.toMatch(/[<>]/)
})

test('no more than five findings are told', () => {
  const findings = Array.from({ length: 9 }, (_, index) => ({ severity: 'error', summary: `f${index}` }))
  expect(
    told('REGISTRY_HEALTH_CHANGED', { registry: {}, from: 'a', to: 'b', findings }).split('\n'),
  ).toHaveLength(6)
})
