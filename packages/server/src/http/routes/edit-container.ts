import { operations } from '@fairlead/api'
import { toContainerInput } from '../mapping/containers.ts'
import { route } from '../route.ts'
import { answerContainer } from './answer-container.ts'

export const editContainer = route(operations.editContainer, async ({ who, params, body }, app) => {
  const change = (stored: Parameters<typeof toContainerInput>[1]) => toContainerInput(body, stored)
  return answerContainer(app, who, await app.editContainer(who, params.containerId, change))
})
