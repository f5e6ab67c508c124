import { camelKeys } from '../casing.ts'
import { diagnoseImage } from '../operations/diagnosis.ts'
import type * as wire from '../wire/types.ts'
import { ApiError } from './api-error.ts'
import type { Check, Diagnosis, DiagnosisAttempt, Signalled } from './shapes.ts'
import type { Transport } from './transport.ts'

type Who = DiagnosisAttempt['identity'] & { readonly chosen: boolean }

/** Hears of each attempt's checks as they begin and end, and of each attempt as it ends. */
export interface WatchedDiagnosis extends Signalled {
  onStart?(attempt: Who, check: Pick<Check, 'id' | 'title'>): void
  onCheck?(attempt: Who, check: Check): void
  onAttempt?(attempt: DiagnosisAttempt): void
}

/** The call that diagnoses an image with all registries of an organization. */
export const diagnosisCall =
  (transport: Transport) =>
  async (
    organizationId: string,
    body: wire.DiagnosisRequestBody,
    watched: WatchedDiagnosis = {},
  ): Promise<Diagnosis> => {
    const { onStart, onCheck, onAttempt, signal } = watched
    const call = { params: { organizationId }, body, signal }
    if (!onStart && !onCheck && !onAttempt) return camelKeys(await transport.call(diagnoseImage, call))
    const { events } = diagnoseImage
    for await (const message of await transport.open(diagnoseImage, call)) {
      switch (message.event) {
        case 'error':
          throw transport.failure(message)
        case 'diagnosis':
          return camelKeys(transport.read(events.diagnosis, message))
        case 'attempt':
          onAttempt?.(camelKeys(transport.read(events.attempt, message)))
          break
        case 'check-started': {
          const { attempt, ...check } = transport.read(events['check-started'], message)
          onStart?.(attempt, check)
          break
        }
        case 'check': {
          const { attempt, ...check } = transport.read(events.check, message)
          onCheck?.(attempt, camelKeys(check))
        }
      }
    }
    const detail = 'The server closed the connection before the diagnosis ended. Try again.'
    throw new ApiError({ status: 0, code: 'server.unreachable', retry: true, detail })
  }
