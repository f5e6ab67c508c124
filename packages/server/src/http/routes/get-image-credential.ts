import { operations } from '@fairlead/api'
import { toCredentialProviderResponse } from '../mapping/image-credential.ts'
import { route } from '../route.ts'

export const getImageCredential = route(
  operations.imageCredential,
  async ({ who, params, query, body, signal }, app) => {
    const keepSeconds = query.keep_seconds === undefined ? undefined : Number(query.keep_seconds)
    const question = { image: body.image, keepSeconds }
    return toCredentialProviderResponse(
      await app.imageCredential(who, params.organizationId, question, signal),
    )
  },
)
