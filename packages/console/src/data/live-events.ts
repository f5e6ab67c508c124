import type { Event } from '@fairlead/api/client'
import { useEffect } from 'react'
import { api } from '../app/api.ts'
import { queryClient } from '../app/query-client.ts'
import { keepMessage } from './deployment-messages.ts'
import { oneForAllTabs } from './one-for-all-tabs.ts'

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

/**
 * Asks anew what a key names, once at a time: of the events that come while an answer is under way the last is enough.
 * Each of a storm of events would otherwise cancel the answer that the one before it asked for.
 */
export function createRefresh(
  invalidate: (queryKey: readonly string[]) => Promise<void>,
): (queryKey: readonly string[]) => void {
  const asking = new Map<string, { again: boolean }>()
  const refresh = async (queryKey: readonly string[]): Promise<void> => {
    const name = JSON.stringify(queryKey)
    const other = asking.get(name)
    if (other) {
      other.again = true
      return
    }
    const turn = { again: false }
    asking.set(name, turn)
    await invalidate(queryKey).catch(() => undefined)
    asking.delete(name)
    if (turn.again) await refresh(queryKey)
  }
  return (queryKey) => void refresh(queryKey)
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
      lead: async (say, late) => {
        let missed = late
        // What happened while nobody listened is not told again: then everything is asked anew.
        const onOpen = () => {
          if (missed) say('missed')
          missed = true
        }
        for await (const event of api.events(org, { signal, onOpen })) say(event)
      },
    }).catch(() => undefined)
    return () => ended.abort()
  }, [org])
}
