import { operations, snakeKeys } from '@fairlead/api'
import { toDraft, toVerifyRequest } from '../mapping/registries.ts'
import { route } from '../route.ts'
import { watchedRun } from '../watched-run.ts'

export const verifyDraft = route(
  operations.verifyDraft,
  async ({ who, params, body, signal }, app) =>
    snakeKeys(
      await app.verifyDraft(who, params.organizationId, toDraft(body), toVerifyRequest(body), signal),
    ),
  ({ who, params, body, signal }, app) =>
    watchedRun(
      'verification',
      (watch) =>
        app.verifyDraft(who, params.organizationId, toDraft(body), toVerifyRequest(body, watch), signal),
      snakeKeys,
    ),
)
