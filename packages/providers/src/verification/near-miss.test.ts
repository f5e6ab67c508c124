import { expect, test } from 'vitest'
import { nearMisses } from './near-miss.ts'

test.each([
  ['ap', ['app', 'worker'], ['app']],
  ['my_app', ['my-app', 'myapp2'], ['my-app', 'myapp2']],
  ['api', ['team/api', 'apis', 'web'], ['apis', 'team/api']],
  ['v1.0', ['1.0', 'v1.1', 'latest'], ['1.0', 'v1.1']],
  ['frontend', ['backend', 'worker'], []],
  ['app', ['app'], []],
])('%s among %j is probably %j', (wanted, candidates, meant) => {
  expect(nearMisses(wanted, candidates)).toEqual(meant)
})
