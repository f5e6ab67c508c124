import { EXIT, type ExitCode } from './exit-codes.ts'
import { CommandFailure } from './failure.ts'
import { exitCodeOfSignal, Interrupted } from './io.ts'
import type { ShownFinding } from './render/shapes.ts'

/** What went wrong, for a person and for a machine. Never holds a secret. */
export interface Failure {
  readonly exitCode: number
  readonly code: string
  readonly message: string
  readonly remedy?: string | undefined
  readonly findings: readonly ShownFinding[]
  /** Further facts, such as the services that use a registry. */
  readonly details: Readonly<Record<string, unknown>>
  /** Names the request in the log of the server. */
  readonly requestId?: string | undefined
}

/** What core's AppError and the API client's error have in common. */
interface CodedError extends Error {
  readonly code: string
  readonly status: number
  readonly findings?: readonly ShownFinding[]
  readonly details?: Readonly<Record<string, unknown>>
  readonly requestId?: string
}

const isCoded = (error: unknown): error is CodedError =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  'status' in error &&
  typeof error.status === 'number'

const EXIT_OF_STATUS: Record<number, ExitCode> = {
  400: EXIT.usage,
  401: EXIT.refused,
  403: EXIT.refused,
  404: EXIT.notFound,
  409: EXIT.conflict,
  429: EXIT.unreachable,
  503: EXIT.unreachable,
  504: EXIT.timeout,
}

// Failures of a registry or a target, told by a server that does answer; and a server that does not.
const EXIT_OF_CODE: Record<string, ExitCode> = {
  'egress.denied': EXIT.failed,
  'registry.rate_limited': EXIT.failed,
  'operation.unsupported': EXIT.failed,
  'server.unreachable': EXIT.unreachable,
  'server.bad_answer': EXIT.unreachable,
}

const REMEDY_OF_CODE: Record<string, string> = {
  'auth.missing': 'Log in: fairlead login URL',
  'registry.in_use': 'To remove it all the same: --force',
  'auth.refused': 'Log in with a token that is still valid: fairlead login URL',
}

function describeCoded(error: CodedError): Failure {
  return {
    exitCode: EXIT_OF_CODE[error.code] ?? EXIT_OF_STATUS[error.status] ?? EXIT.failed,
    code: error.code,
    message: error.message,
    remedy: REMEDY_OF_CODE[error.code],
    findings: error.findings ?? [],
    details: error.details ?? {},
    requestId: error.status >= 500 ? error.requestId : undefined,
  }
}

/** The system's own words for what a person can change: a port, a folder, a disk. */
function describeSystem(
  error: NodeJS.ErrnoException & { address?: string; port?: number },
): string | undefined {
  const path = error.path ?? 'the folder'
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${error.port} of ${error.address} is taken. Choose another one with --port, or end what uses it.`
    case 'EADDRNOTAVAIL':
      return `The address ${error.address} is not one of this machine. Choose another one with --host.`
    case 'EACCES':
      return error.port === undefined
        ? `There is no permission to use ${path}. Choose another folder, or change its permissions.`
        : `There is no permission to listen on port ${error.port}. Choose one above 1023 with --port.`
    case 'EPERM':
    case 'EROFS':
      return `${path} cannot be written. Choose another folder, or change its permissions.`
    case 'ENOSPC':
      return `There is no space left on the disk of ${path}.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path} is a file where a folder is needed. Choose another folder.`
    case 'ENOENT':
      return `${path} does not exist.`
    default:
      return undefined
  }
}

const plain = (exitCode: number, code: string, message: string, remedy?: string): Failure => ({
  exitCode,
  code,
  message,
  remedy,
  findings: [],
  details: {},
})

/** Turns anything that a command threw into a failure. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof Interrupted) {
    return plain(exitCodeOfSignal(error.signal), 'interrupted', 'Interrupted.')
  }
  if (error instanceof CommandFailure) return plain(error.exitCode, error.code, error.message, error.remedy)
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    const remedy = 'Give it more time with --timeout, such as --timeout 5m. What a server has begun goes on.'
    return plain(EXIT.timeout, 'timeout', 'The time limit has passed.', remedy)
  }
  if (isCoded(error)) return describeCoded(error)
  const system = error instanceof Error ? describeSystem(error) : undefined
  if (system) return plain(EXIT.failed, 'system', system)
  const message = error instanceof Error ? error.message : String(error)
  return plain(
    EXIT.failed,
    'internal',
    `Fairlead met a fault of its own: ${message}`,
    'FAIRLEAD_DEBUG=1 shows where.',
  )
}
