import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect as tlsConnect } from 'node:tls'
import type { Probe } from '@fairlead/core'
import { anySignal } from '@fairlead/core'
import type { Dialed } from './dial.ts'
import type { ProbeAnswer } from './probe-answer.ts'

type HttpProbe = Extract<Probe['type'], { kind: 'http' }>

/**
 * Asks as a kubelet does: any status from 200 to 399 is well, redirects are not followed, and over HTTPS the
 * certificate is not checked, since it seldom names a container's address.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#http-get
 */
export async function askHttp(
  { path, port, scheme }: HttpProbe,
  dialed: Dialed,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  if (!dialed.socket) return { ok: false, answered: dialed.answered }
  const { socket, way } = dialed
  const limit = anySignal(signal, AbortSignal.timeout(timeoutMs))
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  try {
    const request = httpRequest({
      host: way.host,
      port,
      path,
      method: 'GET',
      headers: { 'user-agent': 'fairlead-probe' },
      createConnection: () =>
        scheme === 'HTTPS' ? tlsConnect({ socket, rejectUnauthorized: false }) : socket,
      signal: limit,
    })
    request.once('response', resolve)
    request.on('error', reject)
    request.end()
    const { statusCode = 0, statusMessage = '' } = await promise
    return { ok: statusCode >= 200 && statusCode < 400, answered: `${statusCode} ${statusMessage}`.trim() }
  } catch (error) {
    if (limit.aborted) return { ok: false, answered: `no answer in ${timeoutMs / 1000} seconds` }
    const { code, message } = error as NodeJS.ErrnoException
    return { ok: false, answered: code ?? message }
  } finally {
    socket.destroy()
  }
}
