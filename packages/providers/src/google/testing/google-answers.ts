import type { ServerResponse } from 'node:http'
import { answerJson } from '../../testing/scripted-server.ts'
import { PROJECT } from './google-fixtures.ts'

export const oauthError = (response: ServerResponse, error: string, description: string): void =>
  answerJson(response, 400, { error, error_description: description })

export const apiError = (
  response: ServerResponse,
  code: number,
  status: string,
  message: string,
  reason?: string,
): void =>
  answerJson(response, code, {
    error: {
      code,
      message,
      status,
      ...(reason ? { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }] } : {}),
    },
  })

export const apiOff = (name: string): string =>
  `${name} has not been used in project ${PROJECT} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/${name} then retry.`

export const denied = (permission: string, resource: string): string =>
  `Permission "${permission}" denied on resource "${resource}" (or it may not exist)`
