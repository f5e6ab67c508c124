import { ApiError } from '@fairlead/api/client'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

/** Hears when the server no longer knows this browser. */
let onSignedOut = (): void => undefined
export const whenSignedOut = (listener: () => void): void => {
  onSignedOut = listener
}

const notice = (error: unknown): void => {
  if (error instanceof ApiError && error.status === 401) onSignedOut()
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: notice }),
  mutationCache: new MutationCache({ onError: notice }),
  defaultOptions: {
    queries: {
      // What was refused is refused again; what did not arrive may arrive.
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status > 0 && !error.retry),
      staleTime: 5_000,
    },
  },
})
