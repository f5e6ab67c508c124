import { join } from 'node:path'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { stateFolder } from '../login/state-folder.ts'
import { readKind } from '../names/registry-kind.ts'
import { duration, flag, optionalArgument, text } from '../options.ts'
import { askingWayOptions, readAskingWay } from '../registries/way-options.ts'
import { createDiagnosisRenderer, type ShownDiagnosis } from '../render/diagnosis.ts'
import { renderHeading } from '../render/heading.ts'
import { type DoctorCredentials, findCredentials } from '../secrets/doctor-credentials.ts'
import { readStandardInput } from '../secrets/read-input.ts'
import { toWire } from '../to-wire.ts'

// What --saved leaves to the server.
const OF_THIS_MACHINE = [
  'tokenStdin',
  'username',
  'anonymous',
  'registry',
  'api',
  'kind',
  'caFile',
  'insecureSkipTlsVerify',
  'proxy',
  'proxyUsername',
] as const

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Say why an image of any registry can or cannot be pulled, without a server',
  details: [
    "Asks everything there is to ask, anonymously and with each credential for the image's host: the way there, the registry, the credential and its rights, the name, the tag, the platform, and a real pull. It says which credential would be used and why, and what to do. Nothing is changed; only what a registry refused is remembered for a time (refused-credentials.json in XDG_STATE_HOME/fairlead or ~/.local/state/fairlead: salted hashes), so that a bad login is not repeated.",
    'The credentials are a token of FAIRLEAD_REGISTRY_TOKEN or of standard input (--token-stdin), what Docker has stored for the host (its config.json; credential helpers are named, not asked), and for ghcr.io those of GITHUB_TOKEN, GH_TOKEN or CR_PAT. The first of them is taken for the one that is used. With --saved a Fairlead server asks with the registries of the organization instead.',
    'With --explain a line that Docker, containerd, the kubelet or a CI log printed is read: what it means, the causes that fit it, and which of them is true. The image may be left out where the line names it. A cause that hangs on who asked is only judged where that one is known: give its token (--token-stdin or FAIRLEAD_REGISTRY_TOKEN), or say --same-credential.',
    'As for a container engine, an image without a host is of Docker Hub. An owner of ghcr.io (ghcr.io/OWNER) or a host alone may be named, too.',
  ],
  arguments: { image: optionalArgument('ghcr.io/OWNER/IMAGE:TAG, or any other image; HOST/OWNER or HOST') },
  options: {
    explain: text('LINE', 'A line that a tool printed; - reads it from standard input'),
    sameCredential: flag(
      'Say that the line was printed with the credential that is asked with first, or without one where there is none',
    ),
    platform: text('OS/ARCH', 'Platform that the image must offer, such as linux/arm64'),
    push: flag('Also prove that each credential may push; nothing is pushed'),
    saved: flag('Have the Fairlead server ask with the registries that it has saved'),
    ...organizationOption,
    tokenStdin: flag('Read a token or password from standard input'),
    username: text('NAME', 'User name that belongs to the token; needed where it is not of GitHub'),
    anonymous: flag('Use no credential, whatever there is'),
    again: flag('Show credentials to the registry again that it has refused before'),
    registry: text('URL', 'Address of the registry, where it is not https://HOST'),
    api: text('URL', 'Address of a GitHub API beside the registry; /api/v3 of it on this machine'),
    kind: text('KIND', 'Kind of the registry, where its host does not tell, such as gitlab'),
    ...askingWayOptions,
    timeout: duration('Time limit', 120_000),
  },
  examples: [
    'fairlead doctor ghcr.io/acme/app:1.4 --platform linux/arm64',
    "fairlead doctor ghcr.io/acme/app --explain 'denied: permission_denied: write_package'",
    'kubectl get events | grep Failed | tail -1 | fairlead doctor --explain - --saved',
    'gh auth token | fairlead doctor ghcr.io/acme --token-stdin',
  ],
  json: '{"diagnosis": Diagnosis, "token_source": VARIABLE | "standard input" | null, "notes": [TEXT]}; without the last two with --saved',
  async run({ args, options }, context) {
    const line = await readLineOption(options.explain, options.tokenStdin, context)
    const platform = checkPlatform(options.platform)
    if (args.image === undefined && line === undefined && options.registry === undefined) {
      throw usageFailure(
        'There is no image to look at.',
        'Name it, or give a line that names it: --explain LINE.',
      )
    }
    if (options.sameCredential && line === undefined) {
      throw usageFailure('--same-credential is about a line.', 'Give that, too: --explain LINE.')
    }
    if (options.saved) {
      const other = OF_THIS_MACHINE.find((name) => Boolean(options[name]))
      if (other)
        throw usageFailure(
          '--saved asks with what a server has saved: it takes no credential, address or way of its own.',
        )
      return diagnoseSaved({ ...options, subject: args.image, line, platform }, context)
    }
    const { createDoctor, readTarget, parsePlatform, REGISTRY_KINDS, Secret } = await import(
      '@fairlead/server/doctor'
    )
    const { registry, api } = options
    const target = readTarget({ subject: args.image, line, registry, api })
    const kind = options.kind === undefined ? undefined : readKind(options.kind, REGISTRY_KINDS)
    const way = await readAskingWay(options, context.io)
    const found = await findCredentials(context, target, options)
    context.progress.write(renderHeading(target.subject, describe(found), context))
    for (const note of found.notes) context.note(`  ${note}`)
    const renderer = createDiagnosisRenderer(context.io, context)
    const doctor = createDoctor({
      env: context.io.env,
      memory: join(stateFolder(context.io.env), 'refused-credentials.json'),
      transport: way && {
        ...(way.authorities ? { caCertificates: way.authorities } : {}),
        ...(way.skipTlsVerify ? { skipTlsVerify: true } : {}),
        ...(way.proxy
          ? {
              proxy: {
                url: way.proxy.url,
                ...(way.proxy.username ? { username: way.proxy.username } : {}),
                ...(way.proxy.password ? { password: new Secret(way.proxy.password) } : {}),
              },
            }
          : {}),
      },
    })
    try {
      const wanted = platform === undefined ? undefined : parsePlatform(platform)
      const diagnosis = await doctor.diagnose(
        target,
        found.credentials.map((each) => ({ ...each, password: new Secret(each.password) })),
        {
          ...(line === undefined ? {} : { line }),
          ...(wanted ? { platform: wanted } : {}),
          ...(options.push ? { push: true } : {}),
          sameCredential: options.sameCredential || options.anonymous || found.isGiven,
          ...(kind ? { kind } : {}),
          again: options.again,
          noticed: found.noticed,
          onStart: renderer.onStart,
          onCheck: renderer.onCheck,
        },
        context.signal,
      )
      renderer.finish(diagnosis)
      return await conclude(
        diagnosis,
        { token_source: found.tokenSource ?? null, notes: found.notes },
        context,
      )
    } finally {
      renderer.stop()
      await doctor.close()
    }
  },
})

/** The line itself, or what standard input holds for `-`. */
async function readLineOption(
  given: string | undefined,
  tokenStdin: boolean,
  { io, signal }: Context,
): Promise<string | undefined> {
  if (given !== '-') {
    if (given?.trim() === '') throw usageFailure('The line of --explain is empty.')
    return given
  }
  if (tokenStdin) throw usageFailure('--explain - and --token-stdin both read standard input.')
  const text = (await readStandardInput(io, signal)).trim()
  if (text === '') throw usageFailure('Standard input held no line.')
  return text
}

/** Throws a usage failure for a text that is no platform. */
function checkPlatform(given: string | undefined): string | undefined {
  if (given === undefined || /^[a-z0-9]+\/\w+(?:\/[\w.]+)?$/.test(given)) return given
  throw usageFailure(`"${given}" is not a platform.`, 'Write it as linux/amd64 or linux/arm64/v8.')
}

function describe({ credentials }: DoctorCredentials): string {
  const [first, ...others] = credentials.map(({ name }) => name)
  if (first === undefined) return 'anonymously'
  return `with ${[first, ...others].join(', with ')}, and anonymously`
}

interface SavedRequest {
  readonly subject: string | undefined
  readonly line: string | undefined
  readonly platform: string | undefined
  readonly push: boolean
  readonly sameCredential: boolean
  readonly again: boolean
  readonly organization: string | undefined
}

async function diagnoseSaved(
  { subject, line, platform, push, sameCredential, again, organization: name }: SavedRequest,
  context: Context,
): Promise<number> {
  const { api, organization, signal } = await openSession(context, { organization: name })
  const words = `with the registries of ${organization.name}, and anonymously`
  context.progress.write(renderHeading(subject ?? 'the image of the line', words, context))
  const renderer = createDiagnosisRenderer(context.io, context)
  try {
    const body = {
      subject,
      line,
      platform,
      again,
      ...(push ? { push } : {}),
      ...(sameCredential ? { same_credential: true } : {}),
    }
    const { onStart, onCheck } = renderer
    const diagnosis = await api.diagnose(organization.id, body, { onStart, onCheck, signal })
    renderer.finish(diagnosis)
    return await conclude(diagnosis, {}, context)
  } finally {
    renderer.stop()
  }
}

async function conclude(diagnosis: ShownDiagnosis, beside: object, context: Context): Promise<number> {
  if (context.format === 'json') {
    context.result({ diagnosis: await toWire(diagnosis), ...beside }, () => '')
  }
  return diagnosis.ok ? EXIT.ok : EXIT.failed
}
