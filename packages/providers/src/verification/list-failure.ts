import { AppError } from '@fairlead/core'
import type { Party } from './network-finding.ts'
import type { VendorAnswer } from './vendor-api.ts'

/**
 * The error for an answer of a vendor's API that is no list of images. `right` completes "only to a credential with":
 * `the scope read_api`.
 */
export function listFailure({ name }: Party, answer: VendorAnswer, right: string): AppError {
  const details = { exchange: answer.exchange }
  const none = `The ${name} gave no list of images (${answer.exchange.answered}).`
  if (answer.kind === 'fault') {
    const code = answer.fault === 'network' ? 'registry.unreachable' : 'registry.bad_answer'
    return new AppError(code, none, { details })
  }
  if (answer.status === 401) {
    return new AppError('credential.refused', `The ${name} refuses the credential of this connection.`, {
      details,
    })
  }
  if (answer.status === 403) {
    const message = `The ${name} lists images only to a credential with ${right}. Give the image name in full.`
    return new AppError('operation.unsupported', message, { details })
  }
  if (answer.status === 429) {
    return new AppError('registry.rate_limited', `The ${name} takes no more questions for now.`, { details })
  }
  return new AppError('registry.bad_answer', none, { details })
}
