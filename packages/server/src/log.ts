/** Where the server's parts write what an operator should know. A pino logger is one. Facts never hold a secret. */
export interface Log {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** Keeps nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
