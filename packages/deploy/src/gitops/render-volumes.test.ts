import { expect, test } from 'vitest'
import { fullService } from '../../test/full-workload.ts'
import { sampleWorkload } from '../../test/sample-workload.ts'
import { renderService } from './render.ts'

test('volumes are claims that no controller prunes, of a Deployment that replaces its pod all at once', () => {
  const volumes = [
    { id: 'b0b0b0b0-0000-4000-8000-000000000001', mountPoint: '/data', sizeGib: 10 },
    { id: 'c0c0c0c0-0000-4000-8000-000000000002', mountPoint: '/cache', sizeGib: 1 },
  ]
  const files = renderService(sampleWorkload(fullService, { spec: { volumes } }))
  expect(files.get('volumes.yaml')).toMatch(/storage: 10Gi[\s\S]*---\n[\s\S]*storage: 1Gi/)
  expect(files.get('volumes.yaml')).toContain('kustomize.toolkit.fluxcd.io/prune: disabled')
  expect(files.get('kustomization.yaml')).toContain('- volumes.yaml')
  const deployment = files.get('deployment.yaml')
  expect(deployment).toMatch(/strategy:\n {4}type: Recreate/)
  expect(deployment).toContain('mountPath: /cache')
  expect(deployment).toContain('claimName: volume-0b8f7c1e-b0b0b0b0')
  expect(deployment).toContain('fsGroup: 65532')
})

test('a service without volumes has no file of them', () => {
  expect(renderService(sampleWorkload(fullService)).has('volumes.yaml')).toBe(false)
})
