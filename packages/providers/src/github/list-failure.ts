import { AppError } from '@fairlead/core'
import { type ApiAnswer, asksForSso, isRateLimited, isReply } from './api-answer.ts'

const failed = (
  code: 'registry.unreachable' | 'registry.bad_answer',
  answer: ApiAnswer,
  what: string,
): AppError =>
  new AppError(code, `The GitHub API did not list ${what} (${answer.exchange.answered}).`, {
    details: { exchange: answer.exchange },
  })

/** The error for an answer that is no list of `what`, such as the packages of acme. */
export function listFailure(answer: ApiAnswer, what: string): AppError {
  const details = { exchange: answer.exchange }
  if (!isReply(answer)) {
    const foreign = ['garbage', 'redirect', 'server-error'].includes(answer.fault)
    return failed(foreign ? 'registry.bad_answer' : 'registry.unreachable', answer, what)
  }
  if (isRateLimited(answer)) {
    return new AppError('registry.rate_limited', 'The rate limit of the GitHub API is used up.', { details })
  }
  if (answer.status === 401) {
    return new AppError('credential.refused', 'GitHub refuses the token of this connection.', { details })
  }
  if (answer.status === 403) {
    const why = asksForSso(answer) ? 'it is not authorized for single sign-on' : answer.message
    return new AppError('credential.denied', `GitHub does not list ${what} to this token: ${why}`, {
      details,
    })
  }
  return failed('registry.bad_answer', answer, what)
}
