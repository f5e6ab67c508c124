import type { Dispatcher } from 'undici'

/** An answer that is given up for what its head says. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused'
}

const MAX_HEADERS = 256
// `103 Early Hints` and the like: a few are usual, a flood keeps a request open for ever.
const MAX_INTERIM = 16

type Headers = Record<string, string | string[] | undefined>

function codingsOf(headers: Headers): readonly string[] {
  const text = [headers['content-encoding'] ?? []].flat().join(',')
  return text
    .split(',')
    .filter((coding) => coding.trim() !== '' && coding.trim().toLowerCase() !== 'identity')
}

/** What is wrong with the head of an answer; undefined when nothing is. */
function problemOf(lines: number, headers: Headers): string | undefined {
  if (lines > MAX_HEADERS) return `${lines} header fields, more than ${MAX_HEADERS}`
  const codings = codingsOf(headers)
  return codings.length > 1 ? `a content encoded ${codings.length} times over` : undefined
}

/**
 * Limits what the head of an answer may be: the number of its fields and of interim answers before it, and how often
 * its content is encoded. One layer of encoding is taken, though we ask for none: some registries send objects as a
 * store keeps them. Whoever reads a body counts its decoded bytes.
 */
export const limitAnswers: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  let interim = 0
  // What is not told here is the handler's own, state included.
  const limited: Dispatcher.DispatchHandler = Object.create(handler, {
    onResponseStart: {
      value(
        this: Dispatcher.DispatchHandler,
        ...[controller, status, headers, message]: Parameters<
          NonNullable<Dispatcher.DispatchHandler['onResponseStart']>
        >
      ): void {
        interim += status < 200 ? 1 : 0
        const lines = Array.isArray(controller.rawHeaders) ? controller.rawHeaders.length / 2 : 0
        const problem =
          interim > MAX_INTERIM ? `more than ${MAX_INTERIM} interim answers` : problemOf(lines, headers)
        if (problem === undefined) handler.onResponseStart?.call(this, controller, status, headers, message)
        else controller.abort(new AnswerRefused(`The answer has ${problem}.`))
      },
    },
  })
  return dispatch(options, limited)
}
