import { join, resolve } from 'node:path'
import { defineCommand } from '../command.ts'
import { integer, text } from '../options.ts'
import { renderFacts } from '../render/table.ts'
import { renderConsole } from '../start/render-console.ts'
import { stayUp } from '../stay.ts'

export const serve = defineCommand({
  name: 'serve',
  summary: 'Run the Fairlead server: HTTP API, jobs and database',
  details: [
    'Settings come from the environment (docs/configuration.md); options win over it. Without DATABASE_URL it runs a PostgreSQL of its own in the data folder.',
    "The first start makes an organization and an administrator's token, which it prints and keeps in admin-token of the data folder.",
  ],
  arguments: {},
  options: {
    host: text('ADDRESS', 'Address to listen on (default: FAIRLEAD_HOST, else 127.0.0.1)'),
    port: integer(
      'PORT',
      { min: 0, max: 65_535 },
      'Port to listen on; 0 takes a free one (default: FAIRLEAD_PORT, else 4600)',
    ),
    data: text('FOLDER', 'Folder of its state (default: FAIRLEAD_DATA, else .fairlead)'),
  },
  examples: ['fairlead serve', 'fairlead serve --host 0.0.0.0 --port 8080 --data /var/lib/fairlead'],
  json: '{"url", "first_run": {"organization": {"id", "name"}, "token": TOKEN} | null}, when it is ready',
  async run({ options }, context) {
    const {
      ADMIN_TOKEN_FILE,
      keepAdminToken,
      readSettings,
      serve: startServer,
    } = await import('@fairlead/server')
    const { host, port, data } = options
    const { env } = context.io
    const given = {
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(data === undefined ? {} : { dataFolder: resolve(data) }),
    }
    const settings = readSettings(env, given)
    const adminToken = await keepAdminToken(settings.dataFolder)
    const running = await startServer(settings, { env, adminToken })
    const { url, firstRun } = running
    // A database that another server began knows nothing of the token of this folder.
    const isKnown = firstRun !== undefined || (await opensDoor(url, adminToken.reveal()))
    const tokenFile = isKnown ? join(settings.dataFolder, ADMIN_TOKEN_FILE) : undefined
    // Whoever starts the server for the first time is its administrator.
    const token = firstRun?.token.reveal()
    const organization = firstRun && { id: firstRun.organization.id, name: firstRun.organization.name }
    context.result({ url, first_run: firstRun ? { organization, token } : null }, () => {
      const { style } = context
      const facts = renderFacts(
        [
          ['address', url],
          ['data', settings.dataFolder],
          ['organization', organization?.name],
          ['administrator', token],
        ],
        { style, indent: '    ' },
      )
      const login = `fairlead login ${url}`
      const door = renderConsole({ url, tokenFile }, context)
      return `\n  ${style.green('✓')} ${style.bold('Fairlead is ready.')}\n${facts}\n    On the command line: ${style.cyan(login)}\n\n${door}`
    })
    return stayUp(context.io, running)
  },
})

async function opensDoor(url: string, token: string): Promise<boolean> {
  const { createApiClient } = await import('@fairlead/api/client')
  return createApiClient({ baseUrl: url, token })
    .me()
    .then(
      () => true,
      () => false,
    )
}
