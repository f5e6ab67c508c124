import { operations } from '@fairlead/api'
import { toContainerInput } from '../mapping/containers.ts'
import { route } from '../route.ts'
import { answerContainer } from './answer-container.ts'

export const createContainer = route(operations.createContainer, async ({ who, params, body }, app) => {
  const container = await app.createContainer(who, params.environmentId, toContainerInput(body))
  return answerContainer(app, who, container)
})
