import type { BodyOf, operations } from '@fairlead/api'
import { type DiagnosisRequest, parsePlatform } from '@fairlead/core'

type Watch = Pick<DiagnosisRequest, 'onStart' | 'onCheck' | 'onAttempt'>

export function toDiagnosisRequest(
  body: BodyOf<typeof operations.diagnoseImage>,
  watch: Watch = {},
): DiagnosisRequest {
  const platform = body.platform ? parsePlatform(body.platform) : undefined
  return {
    ...watch,
    subject: body.subject ?? '',
    ...(body.line ? { line: body.line } : {}),
    ...(platform ? { platform } : {}),
    ...(body.push == null ? {} : { push: body.push }),
    ...(body.same_credential == null ? {} : { sameCredential: body.same_credential }),
    ...(body.again == null ? {} : { again: body.again }),
  }
}
