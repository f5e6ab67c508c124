import type { AppError } from '@fairlead/core'
import type { FastifyRequest } from 'fastify'
import type { Log } from '../log.ts'
import { describeError } from './describe-error.ts'

/** Logs a failure as loud as it is: what is ours as an error, what another system did as a warning. */
export type ReportError = (error: AppError, request: FastifyRequest) => void

const OURS = 500

export const createReport =
  (log: Log): ReportError =>
  (error, request) => {
    if (error.status < OURS) return
    const facts = {
      requestId: request.id,
      method: request.method,
      path: pathOf(request),
      code: error.code,
      ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
    }
    if (error.status === OURS) log.error({ ...facts, error: describeError(error) }, 'a request failed')
    else log.warn(facts, error.message)
  }

/** The path alone: a query may hold what nobody meant to be logged. */
export const pathOf = (request: Pick<FastifyRequest, 'url'>): string => request.url.split(/[?#]/, 1)[0] ?? ''
