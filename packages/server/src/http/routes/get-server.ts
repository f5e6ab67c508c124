import { operations } from '@fairlead/api'
import manifest from '../../../package.json' with { type: 'json' }
import { route } from '../route.ts'

export const getServer = route(operations.getServer, () => ({ version: manifest.version }))
