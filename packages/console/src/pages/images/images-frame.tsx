import type { Registry } from '@fairlead/api/client'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { paths } from '../../app/paths.ts'
import { registryQuery } from '../../data/registries.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { type Crumb, Page } from '../../layout/page.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'

interface ImagesFrameProps {
  readonly title: string
  readonly about?: (registry: Registry) => ReactNode
  /** The pages between the registry's and this one. */
  readonly crumbs?: readonly Crumb[]
  readonly actions?: ReactNode
  readonly children: (registry: Registry) => ReactNode
}

/** What every page about images of a registry has: the way back to the registry, and the registry itself. */
export function ImagesFrame({ title, about, crumbs = [], actions, children }: ImagesFrameProps) {
  const org = useOrg()
  const registryId = useParam('registryId')
  const { data: registry, error, refetch } = useQuery(registryQuery(org, registryId))
  const own = registry ? [{ label: registry.name, to: paths.registry({ org, registryId }) }] : []
  return (
    <Page
      title={title}
      about={registry && about?.(registry)}
      crumbs={[{ label: 'Container registries', to: paths.registries({ org }) }, ...own, ...crumbs]}
      actions={actions}
    >
      {registry ? (
        children(registry)
      ) : error ? (
        <Failure title="The registry could not be loaded" error={error} onRetry={() => void refetch()} />
      ) : (
        <Waiting for="the registry" />
      )}
    </Page>
  )
}
