import { connect } from 'node:net'
import { join } from 'node:path'
import type { TargetSettings } from '@fairlead/core'

const ANSWER_MS = 1_000

/** The socket that Docker's own client would use on this machine. */
function dockerEndpoint(env: Readonly<Record<string, string | undefined>>): string {
  return env.DOCKER_HOST?.startsWith('unix://') ? env.DOCKER_HOST : 'unix:///var/run/docker.sock'
}

/** Whether a Docker engine answers `GET /_ping` on the socket within a second. */
function dockerAnswers(endpoint: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(endpoint.slice('unix://'.length))
    const end = (answers: boolean): void => {
      socket.destroy()
      done(answers)
    }
    socket.setTimeout(ANSWER_MS, () => end(false))
    socket.on('error', () => end(false))
    socket.on('connect', () => socket.write('GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n'))
    socket.once('data', (answer) =>
      end(answer.toString('latin1').startsWith('HTTP/1.') && answer.includes(' 200 ')),
    )
    socket.on('end', () => end(false))
  })
}

/** Where a new installation deploys to: the Docker engine if its socket answers, else a Git repository in the data folder. */
export async function chooseTarget(
  env: Readonly<Record<string, string | undefined>>,
  dataFolder: string,
): Promise<TargetSettings> {
  const endpoint = dockerEndpoint(env)
  // Elsewhere than on Linux the engine runs in a virtual machine of its own, which does not reach our loopback address.
  if (process.platform === 'linux' && (await dockerAnswers(endpoint))) {
    return { kind: 'docker', endpoint, publishAddress: '127.0.0.1' }
  }
  return { kind: 'gitops', folder: join(dataFolder, 'gitops'), branch: 'main' }
}
