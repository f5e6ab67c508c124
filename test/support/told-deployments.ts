import type { ApiClient, Deployment, Event } from '@fairlead/api/client'

/** What a server tells of deployments while they are done. */
export interface ToldDeployments {
  finished(deploymentId: string): Promise<Deployment>
  /** Reads on until a deployment tells of itself what is looked for. */
  seen(deploymentId: string, wanted: (event: Event) => boolean): Promise<void>
  /** All that a finished deployment has told of itself. */
  told(deploymentId: string): Promise<readonly Event[]>
}

/** `api`: the server as it runs just then, for it may be started again. */
export function toldDeployments(
  api: () => ApiClient,
  organizationId: string,
  limitMs: number,
): ToldDeployments {
  async function* eventsOf(deploymentId: string): AsyncGenerator<Event> {
    const reading = new AbortController()
    const late = AbortSignal.timeout(limitMs)
    late.addEventListener('abort', () => reading.abort(), { once: true })
    try {
      for await (const event of api().events(organizationId, { after: 0, signal: reading.signal })) {
        if ('deploymentId' in event.data && event.data.deploymentId === deploymentId) yield event
      }
      throw new Error('What was looked for was not told in time.')
    } finally {
      reading.abort()
    }
  }

  return {
    async finished(deploymentId) {
      const signal = AbortSignal.timeout(limitMs)
      for await (const deployment of api().deployments.watch(deploymentId, { signal })) {
        if (deployment.finishedAt !== null) return deployment
      }
      throw new Error('The deployment was not seen to end.')
    },
    async seen(deploymentId, wanted) {
      for await (const event of eventsOf(deploymentId)) if (wanted(event)) return
    },
    async told(deploymentId) {
      const told: Event[] = []
      for await (const event of eventsOf(deploymentId)) {
        told.push(event)
        if (event.type === 'deployment.state' && event.data.state !== 'running') break
      }
      return told
    },
  }
}
