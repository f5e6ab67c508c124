import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { argument, duration, flag, text } from '../options.ts'
import { createCheckRenderer } from '../render/checks.ts'
import { renderHeading } from '../render/heading.ts'
import { type FoundToken, readToken } from '../secrets/read-token.ts'
import { toWire } from '../to-wire.ts'

const OWN_VARIABLE = 'FAIRLEAD_REGISTRY_TOKEN'
// A token of the environment goes only to the company that it is of, never to a host that a command line names.
const AMBIENT_VARIABLES = {
  'github.com': ['GITHUB_TOKEN', 'GH_TOKEN', 'CR_PAT'],
  'ghe.com': ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'],
  caller: [],
} as const

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Say what works and what does not between a token and a GHCR image or owner, without a server',
  details: [
    'Asks everything there is to ask: the token, its scopes and expiry, the owner, membership, single sign-on, the packages, the registry, and a real pull. Nothing is saved or changed.',
    `The token is read from ${OWN_VARIABLE}, else from GITHUB_TOKEN, GH_TOKEN or CR_PAT (for ghcr.io only), or from standard input with --token-stdin. Without one the diagnosis is that of an anonymous client.`,
    'Without a host the subject is of ghcr.io. Hosts that behave as ghcr.io does, such as `fairlead twin`, are given with --registry and --api.',
  ],
  arguments: { imageOrOwner: argument('ghcr.io/OWNER/IMAGE:TAG, OWNER/IMAGE:TAG or OWNER') },
  options: {
    tokenStdin: flag('Read the token from standard input'),
    anonymous: flag('Use no token, even if the environment holds one'),
    push: flag('Also prove that the token may push; nothing is pushed'),
    platform: text('OS/ARCH', 'Platform that the image must offer, such as linux/arm64'),
    registry: text('URL', 'Address of a GHCR-compatible registry or of GitHub Enterprise'),
    api: text('URL', 'Address of the GitHub API beside it; /api/v3 of the registry for this machine'),
    timeout: duration('Time limit', 120_000),
  },
  examples: [
    'fairlead doctor acme',
    'gh auth token | fairlead doctor ghcr.io/acme/app:1.4 --platform linux/arm64 --token-stdin',
    'fairlead doctor acme/app:1.4 --registry http://127.0.0.1:5555 --push',
  ],
  json: '{"subject": {"registry_url", "owner", "image": NAME | null, "name"}, "token_source": VARIABLE | "standard input" | null, "verification": Verification}',
  async run({ args, options }, context) {
    const { createDoctor, parsePlatform, readSubject, Secret } = await import('@fairlead/server/doctor')
    const { registry, api } = options
    const subject = readSubject(args.imageOrOwner, { registry, api })
    const platform = options.platform === undefined ? undefined : parsePlatform(options.platform)
    if (options.platform !== undefined && !platform) {
      throw usageFailure(
        `"${options.platform}" is not a platform.`,
        'Write it as linux/amd64 or linux/arm64/v8.',
      )
    }
    if (options.anonymous && options.tokenStdin) {
      throw usageFailure('--anonymous and --token-stdin exclude each other.')
    }
    const found = options.anonymous
      ? undefined
      : await readToken(
          context.io,
          { stdin: options.tokenStdin, variables: [OWN_VARIABLE, ...AMBIENT_VARIABLES[subject.vouchedBy]] },
          context.signal,
        )
    context.progress.write(renderHeading(subject.name, describeToken(found), context))
    const renderer = createCheckRenderer(context.io, context)
    const doctor = createDoctor()
    try {
      const request = {
        ...(found ? { token: new Secret(found.token) } : {}),
        ...(platform ? { platform } : {}),
        push: options.push,
        onStart: renderer.onStart,
        onCheck: renderer.onCheck,
      }
      const verification = await doctor.verify(subject, request, context.signal)
      renderer.finish(verification)
      if (context.format === 'json') {
        const { registryUrl, owner, image, name } = subject
        const json = {
          subject: { registry_url: registryUrl, owner, image: image ?? null, name },
          token_source: found?.source ?? null,
          verification: await toWire(verification),
        }
        context.result(json, () => '')
      }
      return verification.ok ? EXIT.ok : EXIT.failed
    } finally {
      renderer.stop()
      await doctor.close()
    }
  },
})

const describeToken = (found: FoundToken | undefined): string =>
  found ? `with the token of ${found.source}` : 'anonymously'
