import type { AvailableRegistry } from '@fairlead/api/client'
import type { Io } from '../io.ts'
import { layoutWidth, type Style } from '../render/style.ts'
import { plainLine, wrapText } from '../render/text.ts'
import { variableOf } from './read-settings.ts'

type Preset = AvailableRegistry['presets'][number]

function paragraph(text: string, io: Pick<Io, 'stdout'>, indent: string): string {
  const width = Math.max(40, layoutWidth(io.stdout) - indent.length)
  return wrapText(plainLine(text), width)
    .map((line) => `${indent}${line}\n`)
    .join('')
}

/** What a product that is connected as a kind wants to be known. */
export function renderPreset(preset: Preset, io: Pick<Io, 'stdout'>, style: Style): string {
  const heading = `  ${style.bold(plainLine(preset.title))}\n`
  return (
    heading + [preset.url_hint, preset.hint, preset.link].map((text) => paragraph(text, io, '    ')).join('')
  )
}

/** Everything that a kind's form says: address, logins with their fields and least rights, steps, products. */
export function renderKind(form: AvailableRegistry, io: Pick<Io, 'stdout'>, style: Style): string {
  const line = (text: string, indent = '    '): string => paragraph(text, io, indent)
  const section = (title: string): string => `\n  ${style.bold(title)}\n`
  const address = form.url ?? form.url_hint
  const logins = form.logins.map((login) => {
    const fields = form.fields.filter(({ name }) => login.fields.includes(name))
    const rights =
      login.least_rights.length > 0 ? line(`Least rights: ${login.least_rights.join(', ')}`, '      ') : ''
    const inputs = fields.map((field) => {
      const how = field.secret ? `secret, ${variableOf(field.name)}` : `--set ${field.name}=…`
      const values = field.options?.map(({ value }) => value).filter(Boolean) ?? []
      const choices = values.length > 0 ? ` One of ${values.join(', ')}.` : ''
      return line(
        `${field.name} (${how}${field.required ? ', required' : ''}): ${field.label}. ${field.hint}${choices}`,
        '      ',
      )
    })
    return line(`${login.id}: ${login.title}. ${login.hint}`) + inputs.join('') + rights
  })
  const anonymous = form.anonymous ? line('anonymous: --anonymous, for public images only.') : ''
  return [
    `\n  ${style.bold(plainLine(form.title))}  ${style.dim(form.kind)}\n`,
    ...(address ? [line(`Address: ${address}`)] : []),
    section('Ways to log in'),
    ...logins,
    anonymous,
    section('How to get there'),
    ...form.steps.map((step, index) => line(`${index + 1}. ${step}`)),
    ...(form.presets.length > 0 ? [section('Products')] : []),
    ...form.presets.map((preset) =>
      line(`${preset.id}: ${preset.title}. ${preset.url_hint}. ${preset.hint}`),
    ),
    '\n',
  ].join('')
}
