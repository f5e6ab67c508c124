import type { AvailableRegistry, Registry, RegistryRequest } from '@fairlead/api/client'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { openSession, organizationOption, type Session } from '../login/session.ts'
import { readKind } from '../names/registry-kind.ts'
import { argument, duration, flag, text, textOr, texts } from '../options.ts'
import { createCheckRenderer } from '../render/checks.ts'
import { renderFindings } from '../render/findings.ts'
import { renderHeading } from '../render/heading.ts'
import { readToken } from '../secrets/read-token.ts'
import { toWire } from '../to-wire.ts'
import { proofOptions } from './registry-verify.ts'

const TOKEN_VARIABLE = 'FAIRLEAD_REGISTRY_TOKEN'

/** `KEY=VALUE` settings of the kind's form. Throws a usage failure for a secret one: those have their own way in. */
function readSettings(given: readonly string[], form: AvailableRegistry): Record<string, string> {
  return Object.fromEntries(
    given.map((each) => {
      const equals = each.indexOf('=')
      const name = equals < 0 ? each : each.slice(0, equals)
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
          `Put it into ${TOKEN_VARIABLE}, or pipe it in with --token-stdin.`,
        )
      }
      return [name, each.slice(equals + 1)]
    }),
  )
}

async function readSecret(
  form: AvailableRegistry,
  options: { readonly tokenStdin: boolean; readonly anonymous: boolean },
  { io, signal }: Context,
): Promise<Record<string, string>> {
  const field = form.fields.find(({ secret }) => secret)
  if (!field || options.anonymous) return {}
  const sources = { stdin: options.tokenStdin, variables: [TOKEN_VARIABLE], ask: `${field.label}: ` }
  const found = await readToken(io, sources, signal)
  return found ? { [field.name]: found.token } : {}
}

/** Saves, showing each check as it ends unless nothing is to be asked. */
async function save(
  session: Session,
  request: RegistryRequest,
  context: Context,
  unverified: boolean,
): Promise<Registry> {
  const { api, organization } = session
  const { signal } = context
  if (unverified) return api.registries.create(organization.id, request, { unverified, signal })
  context.progress.write(renderHeading(request.name, request.kind, context))
  const renderer = createCheckRenderer(context.io, context)
  try {
    const { onStart, onCheck } = renderer
    return await api.registries.create(organization.id, request, { onStart, onCheck, signal })
  } finally {
    renderer.stop()
  }
}

export const addRegistry = defineCommand({
  name: 'registry add',
  summary: 'Connect a registry: prove that it works, then save it',
  details: [
    `The credential is read from ${TOKEN_VARIABLE}, else from standard input; on a terminal it is asked for and not shown. For GHCR it is a personal access token (classic) with read:packages and, for an organization, read:org.`,
    'When the verification finds an error nothing is saved and the exit code is 1, unless --unverified is given.',
  ],
  arguments: { name: argument('Name of the connection, unique in the organization') },
  options: {
    kind: textOr(
      'KIND',
      'ghcr',
      'Kind of the registry: ghcr, ghe (GitHub Enterprise) or another that the server speaks',
    ),
    prefix: text('OWNER', 'Container registry prefix of GHCR: the OWNER of ghcr.io/OWNER/IMAGE:TAG'),
    username: text('NAME', 'User name, for kinds that have one'),
    url: text(
      'URL',
      'Address of the registry, where the kind has no fixed one or a GHCR-compatible host is meant',
    ),
    set: texts('NAME=VALUE', 'Further setting of the kind, such as region=eu-west-3'),
    description: text('TEXT', 'What it is for'),
    tokenStdin: flag(`Read the credential from standard input, even if ${TOKEN_VARIABLE} is set`),
    anonymous: flag('Connect without a credential: public images only'),
    unverified: flag('Save without asking the registry'),
    ...proofOptions,
    ...organizationOption,
    timeout: duration('Time limit', 120_000),
  },
  examples: [
    'printf %s "$TOKEN" | fairlead registry add acme --kind ghcr --prefix acme',
    'FAIRLEAD_REGISTRY_TOKEN="$TOKEN" fairlead registry add local --prefix acme --url http://127.0.0.1:5555 --push',
  ],
  json: '{"registry": Registry, "verification": Verification | null}',
  async run({ args, options }, context) {
    const { signal } = context
    if (options.anonymous && options.tokenStdin) {
      throw usageFailure('--anonymous and --token-stdin exclude each other.')
    }
    if (options.prefix !== undefined && options.username !== undefined) {
      throw usageFailure('--prefix and --username are the same setting: give one of them.')
    }
    const session = await openSession(context, options)
    const forms = await session.api.registries.kinds({ signal })
    const kind = readKind(
      options.kind,
      forms.map((form) => form.kind),
    )
    const form = forms.find((each) => each.kind === kind)
    if (!form) throw usageFailure(`This server does not speak ${kind}.`)
    const username = options.prefix ?? options.username
    const config = {
      ...readSettings(options.set, form),
      ...(username === undefined ? {} : { username }),
      ...(await readSecret(form, options, context)),
    }
    const { url, description, push, image, platform } = options
    const request: RegistryRequest = {
      name: args.name,
      kind,
      url,
      description,
      config,
      push,
      image,
      platform,
    }
    const registry = await save(session, request, context, options.unverified)
    const { api, organization } = session
    const verification = await api.registries.findings(organization.id, registry.id, { signal })
    context.result({ registry, verification: verification && (await toWire(verification)) }, () => {
      const { io, style } = context
      const findings = renderFindings(verification?.findings ?? [], io, io.stdout)
      const proved = verification ? 'Proved and saved' : 'Saved without proof'
      return `${findings}\n  ${style.green('✓')} ${style.bold(`${proved} as ${registry.name}`)}  ${style.dim(registry.url)}\n`
    })
    return EXIT.ok
  },
})
