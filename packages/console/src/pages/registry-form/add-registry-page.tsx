import type { AvailableRegistry } from '@fairlead/api/client'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { kindsQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { Page } from '../../layout/page.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { AddRegistryForm } from './add-registry-form.tsx'

/** Connects a registry: what it is, how to log in, the proof, and then it is saved. */
export function AddRegistryPage() {
  const org = useOrg()
  const { data: kinds, error, refetch } = useQuery(kindsQuery())
  return (
    <Page
      title="Add registry"
      about="Choose its type, enter the credential, and see it proved before it is saved."
      crumbs={[{ label: 'Container registries', to: paths.registries({ org }) }]}
    >
      {kinds ? (
        <AddRegistryForm kinds={byUse(kinds)} />
      ) : error ? (
        <Failure
          title="The types of registry could not be loaded"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Waiting for="the types of registry" />
      )}
    </Page>
  )
}

const FIRST: readonly AvailableRegistry['kind'][] = ['GITHUB_CR', 'DOCKER_HUB', 'GITLAB_CR']

/** GitHub's first, then as the server has them. */
const byUse = (kinds: readonly AvailableRegistry[]): readonly AvailableRegistry[] => [
  ...FIRST.flatMap((kind) => kinds.filter((each) => each.kind === kind)),
  ...kinds.filter(({ kind }) => !FIRST.includes(kind)),
]
