import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiAnswer, ApiState } from './api-state.ts'
import { answerEcr, type EcrService, ecrError } from './ecr-api.ts'
import type { SignedRequest } from './read-signature.ts'
import { answerSts, stsError } from './sts-api.ts'

const API_HOST =
  /^https:\/\/(sts|sts-fips|api\.ecr|api\.ecr-fips|ecr-fips|api\.ecr-public|ecr)\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/

/** Whether an address is one of the APIs' that are played here. */
export const isApi = (origin: string): boolean => API_HOST.test(origin)

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

function actionOf({ headers, body }: SignedRequest, service: EcrService | 'sts'): string {
  if (service === 'sts') return `sts:${new URLSearchParams(body.toString()).get('Action')}`
  return `${service}:${String(headers['x-amz-target']).split('.').at(-1)}`
}

const PAGE: ApiAnswer = { status: 200, type: 'text/html', text: '<!doctype html><title>Sign in</title>' }

function answer(
  state: ApiState,
  service: EcrService | 'sts',
  request: SignedRequest,
  region: string,
): ApiAnswer {
  const action = actionOf(request, service)
  state.actions.push(action)
  const fault = state.fault?.(action)
  if (fault === 'page') return PAGE
  if (fault) return service === 'sts' ? stsError(fault) : ecrError(fault)
  return service === 'sts'
    ? answerSts(state.accounts, request, region)
    : answerEcr(state, service, request, region)
}

/** Answers as STS, ECR and ECR Public do, each signature being checked. */
export async function answerApi(
  state: ApiState,
  origin: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, name = '', region = ''] = API_HOST.exec(origin) ?? []
  const service = name.startsWith('sts') ? 'sts' : name.includes('public') ? 'ecr-public' : 'ecr'
  const request: SignedRequest = {
    method: incoming.method ?? '',
    path: incoming.url ?? '/',
    host: new URL(origin).host,
    headers: incoming.headers,
    body: await readBody(incoming),
  }
  const { status, type, text } = answer(state, service, request, region)
  response.writeHead(status, { 'content-type': type }).end(text)
}
