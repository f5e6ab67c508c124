import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

/** `auth` of its configuration, as YAML. https://distribution.github.io/distribution/about/configuration/#auth */
export interface RegistryAuth {
  readonly yaml: string
  /** Files beside the configuration, which `yaml` names by `{folder}/<name>`. */
  readonly files: Readonly<Record<string, string>>
}

/** Starts Debian's docker-registry on a port of its own until the test is over. Resolves to its address. */
export async function startDockerRegistry(auth?: RegistryAuth): Promise<string> {
  const folder = await temporaryFolder()
  const inFolder = (text: string): string => text.replaceAll('{folder}', folder)
  for (const [name, content] of Object.entries(auth?.files ?? {})) {
    await writeFile(join(folder, name), content)
  }
  const config = [
    'version: 0.1',
    'log: { level: info, formatter: json, accesslog: { disabled: true } }',
    `storage: { filesystem: { rootdirectory: ${folder}/data } }`,
    'http: { addr: "127.0.0.1:0" }',
    ...(auth ? [inFolder(auth.yaml)] : []),
  ]
  await writeFile(join(folder, 'config.yml'), config.join('\n'))
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
  return new Promise((resolve, reject) => {
    let said = ''
    child.on('exit', (code) => reject(new Error(`docker-registry ended with ${code}: ${said}`)))
    child.stderr.on('data', (data: Buffer) => {
      said += data
      const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(said) ?? []
      if (port) resolve(`http://127.0.0.1:${port}`)
    })
  })
}
