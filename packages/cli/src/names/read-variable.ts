import type { VariableRequest } from '@fairlead/api/client'
import { usageFailure } from '../failure.ts'
import type { Io } from '../io.ts'

/** `KEY=VALUE`, or `KEY` for the value that it has here. `option` is the one that it was given by. */
export function readVariable(option: string, given: string, env: Io['env']): VariableRequest {
  const equals = given.indexOf('=')
  if (equals > 0) return { key: given.slice(0, equals), value: given.slice(equals + 1) }
  const value = env[given]
  if (equals < 0 && value !== undefined) return { key: given, value }
  const problem = equals === 0 ? 'names no variable' : `${given} is not set here`
  throw usageFailure(
    `${option}: ${problem}.`,
    'Write KEY=VALUE, or KEY to pass on the value that it has here.',
  )
}

/**
 * The name of a secret variable and the value that it has here. A value is not taken on the command line, where the list of
 * processes and the shell's history would show it; the refusal does not repeat it.
 */
export function readSecretVariable(option: string, given: string, env: Io['env']): VariableRequest {
  const [key = ''] = given.split('=', 1)
  if (given.includes('=')) {
    throw usageFailure(
      `${option} ${key}: the value of a secret variable is not taken on the command line: the list of processes and the shell history would show it.`,
      `Put it into the environment variable ${key} and give the name alone: ${option} ${key}. A secret that was typed there should be replaced.`,
    )
  }
  const value = env[key]
  if (key !== '' && value !== undefined) return { key, value }
  throw usageFailure(
    `${option}: ${key === '' ? 'names no variable' : `${key} is not set here`}.`,
    `Read it without showing it and pass it on: read -rs ${key || 'KEY'} && export ${key || 'KEY'}`,
  )
}
