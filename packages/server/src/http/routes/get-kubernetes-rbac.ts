import { operations } from '@fairlead/api'
import { rbacManifest } from '@fairlead/deploy/kubernetes'
import { route } from '../route.ts'

export const getKubernetesRbac = route(operations.getKubernetesRbac, ({ query }) =>
  rbacManifest({ namespace: query.namespace ?? null }),
)
