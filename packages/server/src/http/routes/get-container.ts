import { operations } from '@fairlead/api'
import { route } from '../route.ts'
import { answerContainer } from './answer-container.ts'

export const getContainer = route(operations.getContainer, async ({ who, params }, app) =>
  answerContainer(app, who, await app.getContainer(who, params.containerId)),
)
