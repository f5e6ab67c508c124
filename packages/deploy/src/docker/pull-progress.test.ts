import { expect, test } from 'vitest'
import { createPullProgress } from './pull-progress.ts'

const MIB = 1024 * 1024

test('a pull is one sentence: what has come of what there is, and the layers that are done', () => {
  const progress = createPullProgress()
  expect(progress.sentence()).toBeUndefined()
  progress.add({ status: 'Pulling from acme/app', id: 'sha256:00' })
  expect(progress.sentence()).toBeUndefined()
  progress.add({ status: 'Pulling fs layer', id: 'a' })
  progress.add({ status: 'Already exists', id: 'b' })
  progress.add({ status: 'Downloading', id: 'a', progressDetail: { current: 1.5 * MIB, total: 4 * MIB } })
  expect(progress.sentence()).toBe('Pulled 1.5 of 4.0 MiB, 1 of 2 layers.')
  progress.add({ status: 'Download complete', id: 'a' })
  progress.add({ status: 'Extracting', id: 'a', progressDetail: { current: 1, total: 2 } })
  expect(progress.sentence()).toBe('Pulled 4.0 of 4.0 MiB, 1 of 2 layers.')
  progress.add({ status: 'Pull complete', id: 'a' })
  expect(progress.sentence()).toBe('Pulled 4.0 of 4.0 MiB, 2 of 2 layers.')
})
