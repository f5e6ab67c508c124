import { join, resolve } from 'node:path'
import { defineCommand } from '../command.ts'
import { choice, integer, text, textOr } from '../options.ts'
import { renderFacts } from '../render/table.ts'
import { stayUp } from '../stay.ts'

const DEFAULT_PORT = 5555
const FOLDERS = { ghcr: 'twin', open: 'registry' } as const

export const twin = defineCommand({
  name: 'twin',
  summary: 'Run a local registry that behaves as ghcr.io does, with the GitHub API around it',
  details: [
    'Its state is kept in the data folder and is there again at the next start. Mode `open` is a plain OCI registry that anyone on this machine may push to.',
    'Tokens that a seed asks for without naming their value are made up and printed once, at the start that makes them.',
  ],
  arguments: {},
  options: {
    mode: choice(
      'MODE',
      ['ghcr', 'open'],
      'ghcr',
      'ghcr.io with tokens, organizations and packages, or an open registry',
    ),
    port: integer(
      'PORT',
      { min: 0, max: 65_535 },
      `Port to listen on; 0 takes a free one (default: ${DEFAULT_PORT})`,
    ),
    host: textOr('ADDRESS', '127.0.0.1', 'Address to listen on'),
    data: text(
      'FOLDER',
      'Folder of its state (default: twin, or registry for an open one, in FAIRLEAD_DATA, else in .fairlead)',
    ),
    seed: text('FILE', 'JSON file of users, organizations, packages and tokens to begin with'),
  },
  examples: [
    'fairlead twin',
    'fairlead twin --mode open --port 5000',
    'fairlead twin --data ./twin --seed seed.json',
  ],
  json: '{"mode", "registry_url", "api_url", "admin_url", "admin_token", "issued_tokens": {NAME: TOKEN}, "data"}, when it is ready',
  async run({ options }, context) {
    const { defaultDataFolder, startTwin } = await import('@fairlead/server/twin')
    const { mode, host, seed } = options
    const folder = options.data
      ? resolve(options.data)
      : join(defaultDataFolder(context.io.env, process.cwd()), FOLDERS[mode])
    const running = await startTwin({ mode, host, data: folder, seed, port: options.port ?? DEFAULT_PORT })
    const issued = Object.fromEntries([...running.issued].map(([name, token]) => [name, token.reveal()]))
    const { url: registryUrl, apiUrl, adminUrl } = running
    // Whoever runs the twin is its administrator: these are theirs, and are printed nowhere else.
    const adminToken = running.adminToken.reveal()
    const json = {
      mode,
      registry_url: registryUrl,
      api_url: apiUrl,
      admin_url: adminUrl,
      admin_token: adminToken,
      issued_tokens: issued,
      data: folder,
    }
    context.result(json, () => {
      const github = mode === 'ghcr'
      const { style } = context
      const facts = renderFacts(
        [
          ['registry', registryUrl],
          ['GitHub API', github ? apiUrl : undefined],
          ['administration', github ? adminUrl : undefined],
          ['administrator', github ? adminToken : undefined],
          ...Object.entries(issued).map(([name, token]) => [`token ${name}`, token] as const),
          ['data', folder],
        ],
        { style, indent: '    ' },
      )
      const title = github ? 'The GHCR twin is ready.' : 'The open registry is ready.'
      const next = github
        ? `fairlead doctor OWNER/IMAGE:TAG --registry ${registryUrl}`
        : `docker push ${new URL(registryUrl).host}/app:1`
      return `\n  ${style.green('✓')} ${style.bold(title)}\n${facts}\n    Next: ${style.cyan(next)}\n    Ctrl-C ends it.\n\n`
    })
    return stayUp(context.io, running)
  },
})
