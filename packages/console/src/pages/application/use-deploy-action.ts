import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { paths } from '../../app/paths.ts'
import { told } from '../../ui/told.tsx'

interface Asked {
  /** The deployment that was asked for; null when it is over already and the application with it. */
  readonly deploymentId: string | null
}

/** Asks for a deployment, then opens its page. */
export function useDeployAction<T>(
  of: { readonly org: string; readonly applicationId: string },
  done: string,
  ask: (given: T) => Promise<Asked>,
) {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: ask,
    onSuccess: ({ deploymentId }) => {
      void client.invalidateQueries({ queryKey: ['applications', of.org] })
      told(done)
      router.history.push(
        deploymentId === null ? paths.applications(of) : paths.deployment({ ...of, deploymentId }),
      )
    },
  })
}
