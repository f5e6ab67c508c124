import { type FormField, type LoginForm, type RegistryForm, systemClock } from '@fairlead/core'
import { createProviders } from '@fairlead/providers'

// A bare <owner> would be taken for HTML.
const plain = (text: string): string => text.replaceAll('<', '&lt;')
const cell = (text: string): string => plain(text).replaceAll('|', '\\|')

const linked = ({ label, link }: FormField): string => (link ? `[${cell(label)}](${link})` : cell(label))

function fieldRow(field: FormField): string {
  const traits = [field.required ? 'required' : '', field.secret ? 'secret' : ''].filter(Boolean).join(', ')
  const options = field.options?.map(({ value }) => `\`${value}\``).join(', ')
  const hint = options ? `${field.hint} One of ${options}.` : field.hint
  return `| \`${field.name}\` | ${linked(field)} | ${traits} | ${cell(hint)} |`
}

const loginItem = ({ title, hint, fields, leastRights }: LoginForm): string => {
  const rights =
    leastRights.length > 0 ? ` Least rights: ${leastRights.map((right) => `\`${right}\``).join(', ')}.` : ''
  return `- **${title}** (${fields.map((name) => `\`${name}\``).join(', ')}): ${plain(hint)}${rights}`
}

function addressLine({ url, urlHint }: RegistryForm): string {
  if (url) return `Address: \`${url}\`, which is fixed.`
  return `Address: ${plain(urlHint ?? 'as `docker login` takes it').replace(/\.$/, '')}.`
}

function renderKind(kind: string, form: RegistryForm): string {
  const presets = (form.presets ?? []).map(
    ({ title, hint, urlHint, link }) => `- **[${title}](${link})**: ${plain(`${urlHint}. ${hint}`)}`,
  )
  return [
    `## ${form.title}`,
    `Kind \`${kind}\`. ${addressLine(form)}${form.anonymous ? ' Works without a credential, for public images.' : ''}`,
    ['| setting | label | | meaning |', '|---|---|---|---|', ...form.fields.map(fieldRow)].join('\n'),
    ...(form.logins.length > 0 ? ['Ways to log in:', form.logins.map(loginItem).join('\n')] : []),
    ...(form.steps.length > 0
      ? [form.steps.map((step, index) => `${index + 1}. ${plain(step)}`).join('\n')]
      : []),
    ...(presets.length > 0 ? ['Products that are connected this way:', presets.join('\n')] : []),
  ].join('\n\n')
}

const refuse: typeof globalThis.fetch = () => Promise.reject(new Error('Forms are not asked for anywhere.'))

/** The page of all registry kinds, as their providers declare them: what API, command line and console show. */
export function renderRegistries(): string {
  const providers = createProviders({ fetch: refuse, clock: systemClock, compatibleHosts: [] }).list()
  const intro = `<!-- Written by \`npm run generate\` from the providers. -->

# Registry kinds

What each kind of registry asks for, and the least rights that pulling takes. The names of the settings are those of \`config\` in the API and of \`fairlead registry add --set NAME=VALUE\`; secrets are never given on the command line. Every kind also takes authorities, a proxy and a repository prefix of its own: see [credentials.md](credentials.md).`
  return `${[intro, ...providers.map(({ kind, form }) => renderKind(kind, form))].join('\n\n')}\n`
}
