import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { isUnencrypted, readUrl } from '../login/read-url.ts'
import { readLogin, saveLogin } from '../login/saved-login.ts'
import { pick } from '../names/pick.ts'
import { duration, flag, optionalArgument, text } from '../options.ts'
import { readToken } from '../secrets/read-token.ts'

const USUAL_URL = 'http://127.0.0.1:4600'

export const login = defineCommand({
  name: 'login',
  summary: 'Save the address of a Fairlead server and a token for it',
  details: [
    'The token is read from FAIRLEAD_TOKEN, else from standard input; on a terminal it is asked for and not shown. It is tried before it is saved, in fairlead/login.json of the configuration folder, which only its owner may read.',
  ],
  arguments: {
    url: optionalArgument(
      `Address of the server (default: FAIRLEAD_URL, else the saved one, else ${USUAL_URL})`,
    ),
  },
  options: {
    tokenStdin: flag('Read the token from standard input, even if FAIRLEAD_TOKEN is set'),
    organization: text(
      'NAME',
      'Name or id of the organization to work in, if the token may see more than one',
    ),
    timeout: duration('Time limit', 30_000),
  },
  examples: ['fairlead login', 'printf %s "$TOKEN" | fairlead login https://fairlead.example'],
  json: '{"url", "token_name", "role": "admin" | "deployer" | "viewer" | "node", "organization": {"id", "name"} | null, "file"}',
  async run({ args, options }, context) {
    const { io, signal, style } = context
    const saved = args.url || io.env.FAIRLEAD_URL ? undefined : await readLogin(io.env).catch(() => undefined)
    const url = readUrl(args.url ?? io.env.FAIRLEAD_URL ?? saved?.url ?? USUAL_URL)
    const found = await readToken(
      io,
      { stdin: options.tokenStdin, variables: ['FAIRLEAD_TOKEN'], ask: `API token for ${url}: ` },
      signal,
    )
    if (!found) throw usageFailure('No token was given.', 'Set FAIRLEAD_TOKEN, or pipe the token in.')
    const { createApiClient } = await import('@fairlead/api/client')
    const api = createApiClient({ baseUrl: url, token: found.token })
    const [me, organizations] = await Promise.all([api.me({ signal }), api.organizations.list({ signal })])
    const wanted = options.organization
    // Several without a choice is no failure here: each command says which then.
    const organization =
      wanted === undefined && organizations.length !== 1
        ? undefined
        : pick({
            what: 'organization',
            plural: 'organizations',
            given: wanted,
            candidates: organizations,
            how: '--organization NAME',
          })
    const file = await saveLogin(
      { url, token: found.token, ...(organization ? { organization: organization.id } : {}) },
      io.env,
    )
    if (isUnencrypted(url)) {
      context.note(
        `${style.yellow('!')} ${url} is not encrypted: whoever sees the traffic sees the token. Use https.`,
      )
    }
    const place = organization ? { id: organization.id, name: organization.name } : null
    context.result({ url, token_name: me.name, role: me.role, organization: place, file }, () => {
      const where = place ? `, in the organization ${style.bold(place.name)}` : ''
      return `${style.green('✓')} Logged in to ${url} as ${style.bold(me.name)} (${me.role})${where}.\n`
    })
    return EXIT.ok
  },
})
