import type { AuditEntry } from '@fairlead/api/client'
import { useQuery } from '@tanstack/react-query'
import { paths } from '../../app/paths.ts'
import { tokensQuery } from '../../data/api-tokens.ts'
import { applicationsQuery } from '../../data/applications.ts'
import { clustersQuery, environmentsQuery, projectsQuery } from '../../data/places.ts'
import { registriesQuery } from '../../data/registries.ts'
import { useOrg } from '../../data/use-org.ts'
import { webhooksQuery } from '../../data/webhooks.ts'

/** Where the target of an entry is shown; undefined for one that is gone. */
export function usePlaceOf(): (entry: AuditEntry) => string | undefined {
  const org = useOrg()
  const registries = idsOf(useQuery(registriesQuery(org)).data)
  const applications = idsOf(useQuery(applicationsQuery(org)).data?.map(({ container }) => container))
  const clusters = idsOf(useQuery(clustersQuery(org)).data)
  const projects = idsOf(useQuery(projectsQuery(org)).data)
  const environments = idsOf(useQuery(environmentsQuery(org)).data)
  const tokens = idsOf(useQuery(tokensQuery(org)).data)
  const webhooks = idsOf(useQuery(webhooksQuery(org)).data)
  return ({ targetType, targetId: id }) => {
    switch (targetType) {
      case 'ORGANIZATION':
        return paths.settings({ org })
      case 'CONTAINER_REGISTRY':
        return registries.has(id) ? paths.registry({ org, registryId: id }) : undefined
      case 'CONTAINER':
        return applications.has(id) ? paths.application({ org, applicationId: id }) : undefined
      case 'CLUSTER':
        return clusters.has(id) ? paths.clusters({ org }) : undefined
      case 'PROJECT':
        return projects.has(id) ? paths.projects({ org }) : undefined
      case 'ENVIRONMENT':
        return environments.has(id) ? paths.projects({ org }) : undefined
      case 'API_TOKEN':
        return tokens.has(id) ? paths.tokens({ org }) : undefined
      case 'WEBHOOK':
        return webhooks.has(id) ? paths.webhook({ org, webhookId: id }) : undefined
      default:
        return undefined
    }
  }
}

const idsOf = (things: readonly { readonly id: string }[] | undefined): ReadonlySet<string> =>
  new Set(things?.map(({ id }) => id))
