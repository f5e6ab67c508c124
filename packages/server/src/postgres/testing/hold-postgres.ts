import { silentLog } from '../../log.ts'
import { startEmbeddedPostgres } from '../embedded-postgres.ts'

/** A server that is there to be killed: starts PostgreSQL on the folder it is given, says so, and stays. */
const [folder = ''] = process.argv.slice(2)
const { adopted } = await startEmbeddedPostgres({ folder, log: silentLog })
process.stdout.write(`${JSON.stringify({ adopted })}\n`)
setInterval(() => undefined, 2 ** 30)
