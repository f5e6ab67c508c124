import type { AvailableRegistry } from '@fairlead/api/client'
import { usageFailure } from '../failure.ts'

export type Settings = Readonly<Record<string, string | number>>

/** The environment variable that a secret of a form is read from. */
export const variableOf = (field: string): string => `FAIRLEAD_REGISTRY_${field.toUpperCase()}`

/** For the one secret that a kind has, or the first of them. */
export const TOKEN_VARIABLE = 'FAIRLEAD_REGISTRY_TOKEN'

/** `NAME=VALUE` in its parts. Throws a usage failure that names the option. */
export function splitPair(option: string, text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=')
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)]
  throw usageFailure(`${option}: "${text}" is not of the form NAME=VALUE.`)
}

/** `NAME=VALUE` settings of the kind's form. Throws a usage failure for a secret one: those have their own ways in. */
export function readSettings(given: readonly string[], form: AvailableRegistry): Settings {
  return Object.fromEntries(given.map((each) => readSetting(each, form)))
}

function readSetting(given: string, form: AvailableRegistry): readonly [string, string | number] {
  const equals = given.indexOf('=')
  const name = equals < 0 ? given : given.slice(0, equals)
  const field = form.fields.find((candidate) => candidate.name === name)
  if (equals <= 0 || !field) {
    const names = form.fields.filter(({ secret }) => !secret).map((candidate) => candidate.name)
    throw usageFailure(
      `--set: "${name}" is no setting of ${form.title}.`,
      `Settings, as NAME=VALUE: ${names.join(', ')}.`,
    )
  }
  if (field.secret) {
    throw usageFailure(
      `--set: "${name}" is a secret, and secrets are not taken on the command line.`,
      `Put it into ${variableOf(name)} or ${TOKEN_VARIABLE}, into a file (--secret-file ${name}=PATH), or pipe it in with --token-stdin.`,
    )
  }
  const value = given.slice(equals + 1)
  const choices = field.options?.map((option) => option.value) ?? []
  if (choices.length > 0 && !choices.includes(value)) {
    throw usageFailure(
      `--set: "${value}" is no ${name}.`,
      `It is one of ${choices.filter(Boolean).join(', ')}.`,
    )
  }
  return [name, name.endsWith('_seconds') && /^\d+$/.test(value) ? Number(value) : value]
}
