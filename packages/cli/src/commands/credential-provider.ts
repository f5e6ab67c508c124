import { defineCommand } from '../command.ts'
import { imageHosts } from '../credential-provider/provider-config.ts'
import {
  hasToken,
  nodePaths,
  readCertificates,
  writeProvider,
  writeToken,
} from '../credential-provider/write-provider.ts'
import { EXIT } from '../exit-codes.ts'
import { usageFailure } from '../failure.ts'
import { isUnencrypted, readUrl } from '../login/read-url.ts'
import { openSession, organizationOption } from '../login/session.ts'
import { argument, duration, flag, integer, text, textOr, texts } from '../options.ts'

const DAY_MS = 86_400_000
const USUAL_KEEP_SECONDS = 300

export const credentialProvider = defineCommand({
  name: 'credential-provider',
  summary: "Make what a cluster's nodes need to get their logins from Fairlead, instead of pull secrets",
  details: [
    'Writes a folder for the nodes: a program for the kubelet (a shell script that needs curl, no Node.js), its configuration for the hosts of the connected registries, and a new API token of the role node, which may ask for logins and do nothing else. Copy the folder to each node and start the kubelet with the two flags that are printed.',
    'Run it again with --keep-token after a host was connected that was not there before.',
  ],
  arguments: { folder: argument('Folder to write to') },
  options: {
    url: text('URL', 'Address of the server as nodes reach it, if it is another one than yours'),
    caFile: text('PATH', "PEM certificates that nodes trust for the server, instead of the node's own"),
    nodeFolder: textOr('PATH', '/etc/fairlead', 'Where the folder will be on the nodes'),
    keepSeconds: integer(
      'SECONDS',
      { min: 0, max: 86_400 },
      `How long a node uses a login before it asks again, ${USUAL_KEEP_SECONDS} if left out; a rotation reaches it by then`,
    ),
    match: texts(
      'HOST',
      'Further host of images to ask for; * stands for a part of a name: *.registry.example',
    ),
    keepToken: flag('Keep the API token that the folder has, instead of making one'),
    name: textOr('NAME', 'nodes', 'Name of the token, as the audit trail shows it'),
    expiresDays: integer('DAYS', { min: 1, max: 3650 }, 'When the token ends; if left out it does not'),
    insecureHttp: flag('Let logins pass unencrypted: whoever sees the traffic to the server sees them'),
    ...organizationOption,
    timeout: duration('Time limit', 30_000),
  },
  examples: [
    'fairlead credential-provider ./node --url https://fairlead.example --name production-nodes',
    'fairlead credential-provider ./node --keep-token',
  ],
  json: '{"folder", "token_name": string | null, "match_images": string[], "kubelet_flags": string[]}',
  async run({ args: { folder }, options }, context) {
    const { signal, style } = context
    if (!options.nodeFolder.startsWith('/')) {
      throw usageFailure(`--node-folder: "${options.nodeFolder}" is not an absolute path.`)
    }
    if (!options.keepToken && (await hasToken(folder))) {
      throw usageFailure(`There is a token in ${folder} already.`, 'Give --keep-token to keep it.')
    }
    const certificates = options.caFile === undefined ? undefined : await readCertificates(options.caFile)
    const { api, url: usual, organization } = await openSession(context, options)
    const url = readUrl(options.url ?? usual)
    if (isUnencrypted(url) && !options.insecureHttp) {
      throw usageFailure(
        `${url} is not encrypted, and logins would pass there.`,
        'Give an address with https by --url, or --insecure-http if the network is yours alone.',
      )
    }
    const matchImages = imageHosts(await api.registries.list(organization.id, { signal }), options.match)
    if (matchImages.length === 0) {
      throw usageFailure(
        `${organization.name} has no connection yet, and the kubelet wants to know hosts.`,
        'Add one: fairlead registry add; or name hosts by --match.',
      )
    }
    if (!options.keepToken) {
      const days = options.expiresDays
      const expires_at = days === undefined ? null : new Date(Date.now() + days * DAY_MS).toISOString()
      const request = { name: options.name, role: 'node', expires_at } as const
      const { token } = await api.tokens.create(organization.id, request, { signal })
      await writeToken(folder, token)
    }
    const paths = nodePaths(options.nodeFolder)
    await writeProvider(
      folder,
      {
        url,
        organization,
        matchImages,
        keepSeconds: options.keepSeconds ?? USUAL_KEEP_SECONDS,
        tokenFile: paths.tokenFile,
        caFile: certificates === undefined ? undefined : paths.caFile,
        insecureHttp: isUnencrypted(url),
      },
      certificates,
    )
    const flags = [
      `--image-credential-provider-config=${paths.config}`,
      `--image-credential-provider-bin-dir=${paths.bin}`,
    ]
    const name = options.keepToken ? null : options.name
    const told = { folder, token_name: name, match_images: matchImages, kubelet_flags: flags }
    context.result(told, () => {
      const made = name === null ? '' : `, with the token ${style.bold(name)}`
      const steps = [
        `Copy what is in it to ${options.nodeFolder} of each node; the token is for root alone.`,
        'Start the kubelet there with',
        ...flags.map((each) => `  ${each}`),
      ]
      return `${style.green('✓')} ${style.bold(folder)} is ready for images of ${matchImages.join(', ')}${made}.\n${steps.join('\n')}\n`
    })
    return EXIT.ok
  },
})
