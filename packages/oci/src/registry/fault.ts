import type { ErrorEntry, Refusal } from './access.ts'

/** An answer of the registry that is not a success: the status and one entry of the spec's error body. */
export class RegistryFault extends Error implements Refusal {
  override readonly name = 'RegistryFault'
  readonly status: number
  readonly errors: readonly [ErrorEntry]
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, entry: ErrorEntry, headers: Readonly<Record<string, string>> = {}) {
    super(entry.message ?? entry.code)
    this.status = status
    this.errors = [entry]
    this.headers = headers
  }

  get code(): string {
    return this.errors[0].code
  }
}
