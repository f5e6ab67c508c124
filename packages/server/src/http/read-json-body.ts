import { AppError, invalidRequest } from '@fairlead/core'
import type { FastifyRequest } from 'fastify'

/**
 * Reads a JSON body; an empty one is none, for clients that announce JSON and send nothing. Throws `request.invalid`
 * with the place of the fault.
 */
export async function readJsonBody(_: FastifyRequest, text: string): Promise<unknown> {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    const place = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const where = place === undefined ? '' : ` at character ${Number(place) + 1}`
    throw invalidRequest([
      {
        field: 'body',
        problem: `is not valid JSON${where}`,
        remedy: 'Send one JSON object, encoded as UTF-8.',
      },
    ])
  }
}

/** Clients name some type or other where they send nothing; only a body that is there has to be JSON. */
export async function readOtherBody(_: FastifyRequest, text: string): Promise<undefined> {
  if (text === '') return undefined
  throw new AppError(
    'request.media_type',
    'The body is not JSON by its content type. Send "Content-Type: application/json".',
  )
}
