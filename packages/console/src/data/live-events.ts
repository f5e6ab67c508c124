import type { Event } from '@fairlead/api/client'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../app/api.ts'
import { queryClient } from '../app/query-client.ts'

/** First words of the query keys that an event makes stale; `data/*.ts` begins its keys with these. */
export const staleKeys = (org: string, { type, data }: Event): readonly (readonly string[])[] => {
  const [topic] = type.split('.')
  if (topic === 'registry') return [['registries', org]]
  const applications = ['applications', org]
  if (type === 'deployment.log' || type === 'deployment.step')
    return [['deployment', 'deploymentId' in data ? String(data.deploymentId) : '']]
  if (type === 'deployment.state')
    return [applications, ['deployment', 'deploymentId' in data ? String(data.deploymentId) : '']]
  return [applications]
}

/** Keeps what is shown true while others change it: follows the organization's events and asks anew what they touch. */
export function useLiveEvents(org: string): void {
  const client = useQueryClient()
  useEffect(() => {
    const ended = new AbortController()
    const follow = async () => {
      let opened = false
      const onOpen = () => {
        // What happened while nobody listened is not told again.
        if (opened) void client.invalidateQueries()
        opened = true
      }
      for await (const event of api.events(org, { signal: ended.signal, onOpen })) {
        for (const queryKey of staleKeys(org, event)) void queryClient.invalidateQueries({ queryKey })
      }
    }
    follow().catch(() => undefined)
    return () => ended.abort()
  }, [org, client])
}
