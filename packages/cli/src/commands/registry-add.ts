import type { AvailableRegistry, Registry, RegistryRequest } from '@fairlead/api/client'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { openSession, organizationOption, type Session } from '../login/session.ts'
import { readKind } from '../names/registry-kind.ts'
import { argument, duration, flag, text, texts } from '../options.ts'
import { expiresOption, readExpiry } from '../registries/expires-option.ts'
import { renderPreset } from '../registries/kind-help.ts'
import { readSecretFiles, readSecrets } from '../registries/read-secrets.ts'
import { readSettings, TOKEN_VARIABLE } from '../registries/read-settings.ts'
import { readWay, wayOptions } from '../registries/way-options.ts'
import { createCheckRenderer } from '../render/checks.ts'
import { renderFindings } from '../render/findings.ts'
import { renderHeading } from '../render/heading.ts'
import { toWire } from '../to-wire.ts'
import { proofOptions } from './registry-verify.ts'

/** The product that a generic registry is, whose hints are shown. Throws a usage failure. */
function findPreset(form: AvailableRegistry, id: string): AvailableRegistry['presets'][number] {
  const preset = form.presets.find((each) => each.id === id)
  if (preset) return preset
  const ids = form.presets.map((each) => each.id)
  throw usageFailure(
    `--preset: ${form.title} has no product "${id}".`,
    ids.length > 0 ? `It has ${ids.join(', ')}.` : undefined,
  )
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

/** How a credential is given, wherever one is. */
export const credentialOptions = {
  set: texts('NAME=VALUE', 'Setting of the kind, such as region=eu-west-3'),
  secretFile: texts('NAME=PATH', 'File that holds a secret of the kind, such as json_credentials=key.json'),
  login: text('ID', 'Which way to log in, where the kind has several: role, keys, service-account-key, …'),
  tokenStdin: flag(`Read the credential from standard input, even if ${TOKEN_VARIABLE} is set`),
}

export const addRegistry = defineCommand({
  name: 'registry add',
  summary: 'Connect a registry: prove that it works, then save it',
  details: [
    `The credential is read from ${TOKEN_VARIABLE}, else from standard input; on a terminal it is asked for and not shown. For GHCR it is a personal access token (classic) with read:packages and, for an organization, read:org. Each secret of a kind has a variable of its own as well, such as FAIRLEAD_REGISTRY_SECRET_ACCESS_KEY, and may come from a file. "fairlead registry kinds KIND" shows what a kind needs.`,
    'When the verification finds an error nothing is saved and the exit code is 1, unless --unverified is given. A credential that was refused a short time ago is not shown to the registry again, unless --again is given.',
  ],
  arguments: { name: argument('Name of the connection, unique in the organization') },
  options: {
    kind: text(
      'KIND',
      'Kind of the registry: ghcr (the default), ghe, gitlab, docker-hub, ecr, public-ecr, gar, azure, scaleway, docr, generic',
    ),
    preset: text(
      'PRODUCT',
      'Product behind a generic registry, whose hints are shown: harbor, quay, jfrog, nexus, forgejo',
    ),
    prefix: text('OWNER', 'Container registry prefix of GHCR: the OWNER of ghcr.io/OWNER/IMAGE:TAG'),
    username: text('NAME', 'User name, for kinds that have one'),
    url: text(
      'URL',
      'Address of the registry, where the kind has no fixed one or a GHCR-compatible host is meant',
    ),
    ...credentialOptions,
    ...wayOptions,
    expires: expiresOption,
    description: text('TEXT', 'What it is for'),
    anonymous: flag('Connect without a credential: public images only'),
    unverified: flag('Save without asking the registry'),
    ...proofOptions,
    ...organizationOption,
    timeout: duration('Time limit', 120_000),
  },
  examples: [
    'printf %s "$TOKEN" | fairlead registry add acme --kind ghcr --prefix acme',
    'FAIRLEAD_REGISTRY_TOKEN="$TOKEN" fairlead registry add local --prefix acme --url http://127.0.0.1:5555 --push',
    'fairlead registry add aws --kind ecr --url https://123456789012.dkr.ecr.eu-west-3.amazonaws.com --set role_arn=arn:aws:iam::123456789012:role/pull',
    'fairlead registry add google --kind gar --url https://europe-docker.pkg.dev --secret-file json_credentials=key.json',
    'printf %s "$TOKEN" | fairlead registry add harbor --preset harbor --url https://harbor.example.com --username \'robot$pull\' --ca-file ca.pem',
  ],
  json: '{"registry": Registry, "verification": Verification | null}',
  async run({ args, options }, context) {
    const { io, signal, style } = context
    if (options.anonymous && options.tokenStdin) {
      throw usageFailure('--anonymous and --token-stdin exclude each other.')
    }
    if (options.prefix !== undefined && options.username !== undefined) {
      throw usageFailure('--prefix and --username are the same setting: give one of them.')
    }
    const session = await openSession(context, options)
    const forms = await session.api.registries.kinds({ signal })
    const kind = readKind(
      options.kind ?? (options.preset === undefined ? 'ghcr' : 'generic'),
      forms.map((form) => form.kind),
    )
    const form = forms.find((each) => each.kind === kind)
    if (!form) throw usageFailure(`This server does not speak ${kind}.`)
    if (options.preset !== undefined) {
      context.note(renderPreset(findPreset(form, options.preset), io, style).trimEnd())
    }
    const username = options.prefix ?? options.username
    const settings = {
      ...readSettings(options.set, form),
      ...(username === undefined ? {} : { username }),
    }
    const secrets = options.anonymous ? {} : await readSecrets(form, settings, options, context)
    const way = await readWay(options, await readSecretFiles(options.secretFile, form), io)
    const { url, description, push, image, platform, again } = options
    const request: RegistryRequest = {
      name: args.name,
      kind,
      url,
      description,
      config: { ...settings, ...secrets },
      ...way,
      ...(options.expires === undefined ? {} : { expires_at: readExpiry(options.expires) }),
      push,
      image,
      platform,
      again,
    }
    const registry = await save(session, request, context, options.unverified)
    const { api, organization } = session
    const verification = await api.registries.findings(organization.id, registry.id, { signal })
    context.result({ registry, verification: verification && (await toWire(verification)) }, () => {
      const findings = renderFindings(verification?.findings ?? [], io, io.stdout)
      const proved = verification ? 'Proved and saved' : 'Saved without proof'
      return `${findings}\n  ${style.green('✓')} ${style.bold(`${proved} as ${registry.name}`)}  ${style.dim(registry.url)}\n`
    })
    return EXIT.ok
  },
})
