import type { AvailableRegistry, Registry } from '@fairlead/api/client'
import type { ReactNode } from 'react'
import { paths } from '../../app/paths.ts'
import { useOrg, useParam } from '../../data/use-org.ts'
import { Page } from '../../layout/page.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { useRegistry } from './use-registry.ts'

interface RegistryFormPageProps {
  readonly title: string
  readonly about: string
  readonly children: (registry: Registry, kind: AvailableRegistry) => ReactNode
}

/** A page on which a stored connection is changed. */
export function RegistryFormPage({ title, about, children }: RegistryFormPageProps) {
  const org = useOrg()
  const registryId = useParam('registryId')
  const { found, error, retry } = useRegistry(org, registryId)
  const own = found ? [{ label: found.registry.name, to: paths.registry({ org, registryId }) }] : []
  return (
    <Page
      title={title}
      about={about}
      crumbs={[{ label: 'Container registries', to: paths.registries({ org }) }, ...own]}
    >
      {found ? (
        children(found.registry, found.kind)
      ) : error ? (
        <Failure title="The container registry could not be loaded" error={error} onRetry={retry} />
      ) : (
        <Waiting for="the container registry" />
      )}
    </Page>
  )
}
