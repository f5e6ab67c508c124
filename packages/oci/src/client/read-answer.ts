import { isAppError } from '@fairlead/core'
import { readBody } from '../net/index.ts'
import type { Call } from './call.ts'
import { badAnswer } from './failure.ts'
import { type Answer, transferFailure } from './transport.ts'

/** The whole body of an answer, with failures as the client tells them. */
export async function readAnswer(answer: Answer, maxBytes: number, call: Call): Promise<Uint8Array> {
  try {
    return await readBody(answer.response, { maxBytes, signal: call.signal })
  } catch (error) {
    if (isAppError(error, 'registry.bad_answer')) {
      throw badAnswer(
        `${answer.url.host} sent more than the ${maxBytes} bytes that are allowed here.`,
        call,
        {
          status: answer.status,
          cause: error,
        },
      )
    }
    throw transferFailure(error, answer.url.host, call)
  } finally {
    answer.deadline.lift()
  }
}

/** The `Content-Length` of an answer whose body is as it was stored; undefined where it does not tell. */
export function contentLength({ headers }: Pick<Answer, 'headers'>): number | undefined {
  const text = headers.get('content-length')
  if (
    text === null ||
    !/^\d{1,15}$/.test(text) ||
    (headers.get('content-encoding') ?? 'identity') !== 'identity'
  ) {
    return undefined
  }
  return Number(text)
}
