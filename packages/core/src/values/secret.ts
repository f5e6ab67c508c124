/** What a secret becomes wherever it is printed, serialized or inspected. */
export const REDACTED = '[redacted]'

/**
 * A value that must never be printed. `String()`, `JSON.stringify` and Node's inspector show
 * `[redacted]`; only `reveal()` gives the value, so that every use of it can be found by name.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  // Node's util.inspect looks this registered symbol up; core itself needs nothing of Node for it.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED
  }
}
