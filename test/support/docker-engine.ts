import { describe, expect, test } from 'vitest'

export interface TestEngine {
  /** Path of the engine's socket. */
  readonly socket: string
  /** The same as a target's endpoint: `unix:///var/run/docker.sock`. */
  readonly endpoint: string
}

const VARIABLE = 'FAIRLEAD_TEST_DOCKER'
const HOW = `Set ${VARIABLE}=unix:///var/run/docker.sock (Docker 20.10 or newer; "sudo usermod -aG docker $USER" lets you use it).`

/** The Docker engine that tests may use, by FAIRLEAD_TEST_DOCKER; undefined where none is given. */
function dockerEngine(): TestEngine | undefined {
  const endpoint = process.env[VARIABLE] ?? ''
  if (endpoint === '') return undefined
  if (!endpoint.startsWith('unix://')) throw new Error(`${VARIABLE} is "${endpoint}". ${HOW}`)
  return { endpoint, socket: endpoint.slice('unix://'.length) }
}

/**
 * Tests that need a real Docker engine. Without one they are skipped with the reason printed, and in CI, where one must
 * be there, they fail.
 */
export function describeWithDocker(
  name: string,
  tests: (engine: TestEngine) => void,
  options: { readonly timeout?: number } = {},
): void {
  const engine = dockerEngine()
  if (engine) {
    describe(name, options, () => tests(engine))
  } else if (process.env.CI) {
    test(`${name}: a Docker engine is there`, () => expect.fail(`CI needs a Docker engine. ${HOW}`))
  } else {
    console.warn(`Skipped, no Docker engine: ${name}. ${HOW}`)
    describe.skip(`${name} (no Docker engine)`, () => test('skipped', () => {}))
  }
}
