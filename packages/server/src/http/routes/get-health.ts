import { operations } from '@fairlead/api'
import { route } from '../route.ts'

export const getHealth = route(operations.getHealth, () => ({ status: 'ok' as const }))
