import { systemClock } from '@fairlead/core'
import type Docker from 'dockerode'
import { describe, expect, test } from 'vitest'
import type { Engine } from './engine.ts'
import { waitHealthy } from './healthy.ts'
import { DEFAULT_TIMINGS } from './settings.ts'

const SECOND = 1e9
const DAY = 24 * 3600 * SECOND

/** An engine whose one container has this healthcheck from its image; its status is asked for at each look. */
function engineWith(healthcheck: Docker.HealthConfig, statusAt: (look: number) => string): Engine {
  let looks = 0
  const inspect = async () => ({
    Id: 'c1',
    State: {
      Running: true,
      Status: 'running',
      StartedAt: 'now',
      Health: { Status: statusAt(looks++), Log: [] },
    },
    Config: { Labels: {}, Healthcheck: healthcheck },
    NetworkSettings: { Networks: {}, Ports: {} },
  })
  const docker = { getContainer: () => ({ inspect }) } as unknown as Docker
  return {
    socketPath: '',
    endpoint: '',
    call: (_asked, signal, run) => run(docker, signal),
  }
}

const wait = (engine: Engine, timings: { patienceMs: number; imageHealthMs: number }) =>
  waitHealthy(
    { engine, timings: { ...DEFAULT_TIMINGS, pollMs: 1, ...timings }, clock: systemClock, reach: 'direct' },
    { id: 'c1', name: 'c1' },
    AbortSignal.timeout(20_000),
  )

describe("an image's own healthcheck", () => {
  test.each([
    ['interval', { Interval: DAY }],
    ['start period', { StartPeriod: DAY, Interval: SECOND }],
  ])('with an %s of a day keeps nobody waiting for longer than the cap', async (_name, healthcheck) => {
    const engine = engineWith(healthcheck, () => 'starting')
    await expect(wait(engine, { patienceMs: 1, imageHealthMs: 20 })).rejects.toMatchObject({
      code: 'target.failed',
      findings: [
        {
          code: 'deploy.unhealthy',
          summary: "The image's healthcheck did not succeed in 0 seconds.",
          evidence: [{ asked: "run the image's healthcheck", answered: 'starting' }],
          remedy: { action: expect.stringContaining('readiness probe') },
        },
      ],
    })
  })

  test('is given no longer than its own configuration asks for', async () => {
    const healthcheck = { Interval: SECOND / 1000, Timeout: SECOND / 1000, Retries: 1 }
    const engine = engineWith(healthcheck, () => 'starting')
    await expect(wait(engine, { patienceMs: 1, imageHealthMs: DAY })).rejects.toMatchObject({
      findings: [{ code: 'deploy.unhealthy' }],
    })
  })

  test('may take longer than the least patience', async () => {
    const engine = engineWith({}, (look) => (look < 50 ? 'starting' : 'healthy'))
    expect(await wait(engine, { patienceMs: 1, imageHealthMs: 600_000 })).toContain('healthcheck')
  })
})
