import { operation } from '../operation.ts'
import { serverFacts } from '../wire/server.ts'

export const getServer = operation({
  id: 'getServer',
  method: 'GET',
  path: '/fairlead/v1/server',
  tag: 'Server',
  summary: 'Say which version the server is',
  permission: 'any',
  status: 200,
  answer: serverFacts,
})
