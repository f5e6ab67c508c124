import { OCI_ERRORS, type OciErrorCode } from '../spec/index.ts'
import type { ErrorEntry, Refusal } from './access.ts'

export interface FaultOptions {
  /** The code's usual status when absent. */
  readonly status?: number
  /** The code's usual message when absent. */
  readonly message?: string
  readonly detail?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * An answer of the registry that is not a success.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
 */
export class RegistryFault extends Error implements Refusal {
  override readonly name = 'RegistryFault'
  readonly code: OciErrorCode
  readonly status: number
  readonly errors: readonly ErrorEntry[]
  readonly headers: Readonly<Record<string, string>>

  constructor(code: OciErrorCode, options: FaultOptions = {}) {
    super(options.message ?? OCI_ERRORS[code].message)
    this.code = code
    this.status = options.status ?? OCI_ERRORS[code].status
    this.errors = [
      {
        code,
        ...(options.message === undefined ? {} : { message: options.message }),
        ...(options.detail === undefined ? {} : { detail: options.detail }),
      },
    ]
    this.headers = options.headers ?? {}
  }
}
