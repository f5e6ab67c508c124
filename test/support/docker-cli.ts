import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type ProgramResult, runProgram } from './program.ts'

/** Docker's own command line with a configuration of its own, so that logins of one test are not another's. */
export interface DockerCli {
  run(args: readonly string[], input?: string): Promise<ProgramResult>
  /** As `run`; throws what it printed when it fails. Resolves to what it printed. */
  must(args: readonly string[], input?: string): Promise<string>
}

export function dockerCli(endpoint: string, configFolder: string): DockerCli {
  // A build of these images needs nothing of BuildKit, which Debian's package lacks.
  const env = { ...process.env, DOCKER_HOST: endpoint, DOCKER_CONFIG: configFolder, DOCKER_BUILDKIT: '0' }
  const run = (args: readonly string[], input?: string): Promise<ProgramResult> =>
    runProgram('docker', args, { env, ...(input === undefined ? {} : { input }) })
  return {
    run,
    async must(args, input) {
      const { code, stdout, stderr } = await run(args, input)
      if (code !== 0) throw new Error(`docker ${args[0]} ended with ${code}: ${stderr}`)
      return stdout.trim()
    },
  }
}

/** Writes a Dockerfile and what it copies: a static web server that answers `/` with `answer` on port 8080. */
export async function writeWebServerImage(folder: string, answer: string): Promise<void> {
  await mkdir(join(folder, 'www'), { recursive: true })
  const inEsbuild = createRequire(createRequire(import.meta.url).resolve('esbuild'))
  await copyFile(
    inEsbuild.resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`),
    join(folder, 'serve'),
  )
  await writeFile(join(folder, 'www', 'index.html'), answer)
  const command = ['/bin/serve', '--servedir=/www', '--serve=0.0.0.0:8080', '--watch=forever']
  await writeFile(
    join(folder, 'Dockerfile'),
    `FROM scratch\nCOPY serve /bin/serve\nCOPY www /www\nEXPOSE 8080\nENTRYPOINT ${JSON.stringify(command)}\n`,
  )
}
