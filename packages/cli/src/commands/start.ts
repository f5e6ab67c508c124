import { resolve } from 'node:path'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { flag, integer, text } from '../options.ts'
import { renderFacts } from '../render/table.ts'
import { nearPath, renderConsole } from '../start/render-console.ts'
import { type MainJobOutcome, runMainJob } from '../start/run-main-job.ts'
import { type Installation, startInstallation } from '../start/start-installation.ts'
import { stayUp } from '../stay.ts'

export const start = defineCommand({
  name: 'start',
  summary: 'Start the server and a GHCR twin with a sample, do the main job once, and stay up',
  details: [
    'Nothing has to be installed: the database is embedded, and the registry is a local host that behaves as ghcr.io does. Where a Docker engine answers on its socket the sample really runs there; elsewhere it is deployed to a Git repository in the data folder.',
    'Started again it keeps what was there.',
  ],
  arguments: {},
  options: {
    once: flag('End after the main job, with 0 if it went well'),
    data: text('FOLDER', 'Data folder (default: FAIRLEAD_DATA, else .fairlead)'),
    port: integer('PORT', { min: 0, max: 65_535 }, 'Port of the server (default: FAIRLEAD_PORT, else 4600)'),
    twinPort: integer(
      'PORT',
      { min: 0, max: 65_535 },
      'Port of the twin (default: FAIRLEAD_TWIN_PORT, else 5555)',
    ),
  },
  examples: ['npm start', 'npm start -- --once', 'fairlead start --data /srv/fairlead --port 8080'],
  async run({ options }, context) {
    const { env } = context.io
    const { defaultDataFolder } = await import('@fairlead/server')
    const { readTwinPort } = await import('@fairlead/server/sample')
    const twinPort = options.twinPort ?? readTwinPort(env)
    const folder = options.data ? resolve(options.data) : defaultDataFolder(env, process.cwd())
    context.note('Starting the GHCR twin, the database and the server …')
    const installation = await startInstallation({ folder, port: options.port, twinPort }, context.io)
    try {
      const outcome = await runMainJob(installation, context)
      if (options.once) return outcome.ok ? EXIT.ok : EXIT.failed
      context.io.stdout.write(renderWelcome(installation, outcome, context))
      await stayUp(context.io, installation)
      // Ctrl-C is how this command is meant to end, so npm has nothing to complain about.
      return EXIT.ok
    } finally {
      await installation.close()
    }
  },
})

/** What is where, what to type next, and at the end the console. */
function renderWelcome(installation: Installation, outcome: MainJobOutcome, context: Context): string {
  const { style } = context
  const { server, twin, tokenFile, folder } = installation
  const commit =
    outcome.target === 'gitops' && outcome.reference
      ? `commit ${outcome.reference.slice(0, 12)} in ${nearPath(folder)}/gitops`
      : undefined
  const facts = renderFacts(
    [
      ['server', `${server.url}  (API: ${server.url}/docs)`],
      ['GHCR twin', `${twin.url}  (GitHub API: ${twin.apiUrl})`],
      ['sample', outcome.address ?? commit],
      ['data', nearPath(folder)],
    ],
    { style, indent: '    ' },
  )
  const host = new URL(twin.url).host
  const next = [
    `npx fairlead login ${server.url} < ${nearPath(tokenFile)}`,
    'npx fairlead registry verify ghcr-twin',
    'npx fairlead container deploy hello --tag 1.0',
    'npx fairlead container rollback hello',
    `npx fairlead doctor ${host}/acme/hello:2.0`,
  ]
  const lines = next.map((line) => `    ${style.cyan(line)}\n`).join('')
  const door = renderConsole({ url: server.url, tokenFile }, context)
  return `\n  ${style.green('✓')} ${style.bold('Fairlead is up.')}\n\n${facts}\n  On the command line, in another terminal:\n\n${lines}\n${door}`
}
