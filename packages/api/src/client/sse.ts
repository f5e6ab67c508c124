/** One event of a stream. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface SseMessage {
  readonly event: string
  readonly data: string
  /** The last id that the stream named; empty when it named none. */
  readonly id: string
  /** Milliseconds to wait before connecting again, if the stream said. */
  readonly retry: number | undefined
}

/** Reads a `text/event-stream` body. A last event without its empty line is dropped, as the standard says. */
export async function* readSse(body: ReadableStream<Uint8Array>): AsyncGenerator<SseMessage> {
  const message = { event: '', data: [] as string[], id: '', retry: undefined as number | undefined }
  for await (const line of readLines(body)) {
    if (line === '') {
      if (message.data.length > 0) {
        yield {
          event: message.event || 'message',
          data: message.data.join('\n'),
          id: message.id,
          retry: message.retry,
        }
      }
      message.event = ''
      message.data = []
      continue
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') message.event = value
    else if (field === 'data') message.data.push(value)
    else if (field === 'id' && !value.includes('\0')) message.id = value
    else if (field === 'retry' && /^[0-9]+$/.test(value)) message.retry = Number(value)
  }
}

/** Lines end in CRLF, LF or CR; a CR at the end of a chunk may be half of a CRLF. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
      for (;;) {
        const end = /\r\n|\n|\r(?!$)/.exec(rest)
        if (!end) break
        yield rest.slice(0, end.index)
        rest = rest.slice(end.index + end[0].length)
      }
    }
  } finally {
    // Ends the request when the reader of the events goes away early.
    await reader.cancel().catch(() => undefined)
  }
}
