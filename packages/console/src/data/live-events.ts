import type { Event } from '@fairlead/api/client'
import { useEffect } from 'react'
import { api } from '../app/api.ts'
import { queryClient } from '../app/query-client.ts'
import { keepMessage } from './deployment-messages.ts'
import { oneForAllTabs } from './one-for-all-tabs.ts'
import { createRefresh } from './refresh.ts'

/** First words of the query keys that an event makes stale; `data/*.ts` begins its keys with these. */
const staleKeys = (org: string, { type, data }: Event): readonly (readonly string[])[] => {
  const [topic] = type.split('.')
  if (topic === 'registry') return [['registries', org]]
  const applications = ['applications', org]
  if (type === 'deployment.log' || type === 'deployment.step')
    return [['deployment', 'deploymentId' in data ? String(data.deploymentId) : '']]
  if (type === 'deployment.state')
    return [applications, ['deployment', 'deploymentId' in data ? String(data.deploymentId) : '']]
  return [applications]
}

const refresh = createRefresh((queryKey) => queryClient.invalidateQueries({ queryKey }))

/** Keeps what is shown true while others change it: follows the organization's events and asks anew what they touch. */
export function useLiveEvents(org: string): void {
  useEffect(() => {
    const ended = new AbortController()
    const { signal } = ended
    oneForAllTabs<Event | 'missed'>({
      name: `fairlead-events-${org}`,
      signal,
      hear: (event) => {
        if (event === 'missed') return refresh([])
        keepMessage(event)
        for (const queryKey of staleKeys(org, event)) refresh(queryKey)
      },
      lead: async (say) => {
        // What happened while nobody listened is not told again: then everything is asked anew. That is so the first
        // time, too: what is shown was asked before the stream was open.
        const onOpen = () => say('missed')
        for await (const event of api.events(org, { signal, onOpen })) say(event)
      },
    }).catch(() => undefined)
    return () => ended.abort()
  }, [org])
}
