import type { TargetSettings } from '@fairlead/core'
import { expect, test, vi } from 'vitest'
import { createTargets } from './targets.ts'

const SETTINGS: TargetSettings = {
  kind: 'docker',
  endpoint: 'unix:///nowhere/docker.sock',
  publishAddress: '127.0.0.1',
}
const same: TargetSettings = {
  publishAddress: '127.0.0.1',
  endpoint: 'unix:///nowhere/docker.sock',
  kind: 'docker',
}

test('the same settings have one target, in any order, until nobody has asked it for a while', async () => {
  const targets = createTargets({ allowExec: false }, 20)
  const first = targets.open(SETTINGS)
  expect(targets.open(same)).toBe(first)
  expect(targets.open({ ...SETTINGS, publishAddress: '127.0.0.2' })).not.toBe(first)
  await vi.waitFor(() => expect(targets.open(SETTINGS)).not.toBe(first))
  await targets.close()
})
