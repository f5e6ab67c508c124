import { defineConfig } from 'vitest/config'

/** Those of a real cluster, whose node shares the machine with them. */
const KUBERNETES = ['packages/deploy/src/kubernetes/**/*.test.ts', 'test/e2e/kubernetes-*.test.ts']
const CONSOLE = 'test/console/**/*.test.ts'
/** Those that start containers while a browser is open. */
const CONSOLE_ON_DOCKER = 'test/console/{docker-application,first-run}.test.ts'

/** What else runs on the machine may change its network too. The report names every test that needed it. */
const AGAIN = 1

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Groups run one after the other: a container that starts changes the machine's network, and Chromium then drops
    // every request that is under way (net::ERR_NETWORK_CHANGED).
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [CONSOLE, ...KUBERNETES],
          sequence: { groupOrder: 0 },
          // Most of a file's time is waiting for disks and sockets, so a processor is not kept free for the runner.
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        test: { name: 'kubernetes', include: KUBERNETES, sequence: { groupOrder: 1 }, maxWorkers: '100%' },
      },
      {
        extends: true,
        test: {
          name: 'console',
          include: [CONSOLE],
          exclude: [CONSOLE_ON_DOCKER],
          sequence: { groupOrder: 2 },
          retry: AGAIN,
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        test: {
          name: 'console-on-docker',
          include: [CONSOLE_ON_DOCKER],
          sequence: { groupOrder: 3 },
          retry: AGAIN,
          maxWorkers: 1,
        },
      },
    ],
  },
})
