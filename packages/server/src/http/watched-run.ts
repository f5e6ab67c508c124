import { snakeKeys } from '@fairlead/api'
import type { VerifyRequest } from '@fairlead/core'
import type { ServerEvent } from './route.ts'
import { toldRun } from './told-run.ts'

type Watch = Required<Pick<VerifyRequest, 'onStart' | 'onCheck'>>

/** Runs a use case that verifies, and gives its checks as events as they begin and end, then `last` with its outcome. */
export const watchedRun = <T>(
  last: string,
  run: (watch: Watch) => Promise<T>,
  toData: (outcome: T) => unknown,
): Promise<AsyncIterable<ServerEvent>> =>
  toldRun(
    last,
    (tell) =>
      run({
        onStart: ({ id, title }) => tell({ event: 'check-started', data: { id, title } }),
        onCheck: (check) => tell({ event: 'check', data: snakeKeys(check) }),
      }),
    toData,
  )
