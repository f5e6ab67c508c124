import { invalidRequest } from '@fairlead/core'
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
