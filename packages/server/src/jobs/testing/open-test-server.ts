import { randomUUID } from 'node:crypto'
import { type Deployment, systemClock } from '@fairlead/core'
import type { PoolConfig } from 'pg'
import { silentLog } from '../../log.ts'
import { type OpenedStore, openStore } from '../../store/open-store.ts'
import { insertSamples, sampleDeployment } from '../../store/testing/samples.ts'
import { type DeploymentQueue, openDeploymentQueue } from '../deployment-queue.ts'
import { type Jobs, type JobsOptions, startJobs } from '../start-jobs.ts'

/** The store and the queue of one server, with workers once they are asked for. */
export interface TestServer {
  readonly opened: OpenedStore
  readonly queue: DeploymentQueue
  /** A container's first deployment, stored and enqueued in one transaction. */
  request(): Promise<Deployment>
  /** Stores how the deployment ended. */
  finish(deploymentId: string): Promise<void>
  start(run: JobsOptions['run'], options?: Partial<JobsOptions>): Promise<Jobs>
  close(): Promise<void>
}

export async function openTestServer(connection: PoolConfig): Promise<TestServer> {
  const queue = await openDeploymentQueue({ connection, log: silentLog })
  const opened = await openStore({ connection, clock: systemClock, enqueue: queue.enqueue })
  const { store } = opened
  const started: Jobs[] = []
  return {
    opened,
    queue,
    async request() {
      const { container } = await insertSamples(store)
      const deployment = sampleDeployment(container)
      await store.transaction(async (tx) => {
        await tx.deployments.insert(deployment)
        await tx.jobs.runDeployment(deployment.id)
      })
      return deployment
    },
    async finish(deploymentId) {
      const deployment = await store.deployments.get(deploymentId)
      const finishedAt = new Date().toISOString()
      if (deployment) await store.deployments.save({ ...deployment, state: 'succeeded', finishedAt })
    },
    async start(run, options = {}) {
      const jobs = await startJobs({
        queue,
        store,
        clock: systemClock,
        log: silentLog,
        owner: `test:${randomUUID()}`,
        leaseMs: 10_000,
        renewEveryMs: 300,
        sweepEveryMs: 200,
        ...options,
        run,
      })
      started.push(jobs)
      return jobs
    },
    async close() {
      for (const jobs of started) await jobs.stop({ graceMs: 0 })
      await queue.close()
      await opened.close()
    },
  }
}
