import { operations, snakeKeys } from '@fairlead/api'
import { toDiagnosisRequest } from '../mapping/diagnosis.ts'
import { route } from '../route.ts'
import { toldRun } from '../told-run.ts'

export const diagnoseImage = route(
  operations.diagnoseImage,
  async ({ who, params, body, signal }, app) =>
    snakeKeys(await app.diagnoseImage(who, params.organizationId, toDiagnosisRequest(body), signal)),
  ({ who, params, body, signal }, app) =>
    toldRun(
      'diagnosis',
      (tell) => {
        const request = toDiagnosisRequest(body, {
          onStart: (attempt, { id, title }) => tell({ event: 'check-started', data: { attempt, id, title } }),
          onCheck: (attempt, check) => tell({ event: 'check', data: { attempt, ...snakeKeys(check) } }),
          onAttempt: (attempt) => tell({ event: 'attempt', data: snakeKeys(attempt) }),
        })
        return app.diagnoseImage(who, params.organizationId, request, signal)
      },
      snakeKeys,
    ),
)
