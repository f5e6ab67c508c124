import { z } from 'zod'

export const serverFacts = z.object({
  version: z.string().describe('Of Fairlead.'),
})
