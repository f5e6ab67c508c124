import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type Search = Readonly<Record<string, string | undefined>>

/**
 * What the address holds after `?`, and how to change some of it: filters, tabs and texts that are searched for live
 * there, so that a reload, a link and the back button keep them. An empty text takes a name away.
 */
export function useSearchState(): readonly [Search, (change: Search) => void] {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (next: Search) =>
      void navigate({
        to: '.',
        search: ((before: Search) => ({ ...before, ...next })) as never,
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  return [search, change]
}
