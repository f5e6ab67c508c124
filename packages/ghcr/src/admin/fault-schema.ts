import { z } from 'zod'

const effect = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('latency'), ms: z.int().min(0).max(600_000) }),
    z.strictObject({
      kind: z.literal('status'),
      status: z.int().min(200).max(599),
      body: z.string().optional(),
      headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/)).optional(),
    }),
    z.strictObject({ kind: z.literal('rate-limit'), retryAfterSeconds: z.int().min(0).max(86_400) }),
    z.strictObject({ kind: z.literal('hang') }),
    z.strictObject({ kind: z.literal('close') }),
    z.strictObject({ kind: z.literal('cut'), afterBytes: z.int().min(0) }),
    z.strictObject({ kind: z.literal('garbage') }),
    z.strictObject({
      kind: z.literal('redirect'),
      location: z.url('must be an absolute URL'),
      status: z.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)]),
    }),
  ],
  'must have a kind of latency, status, rate-limit, hang, close, cut, garbage or redirect',
)

export const FaultSchema = z.strictObject({
  path: z.string().startsWith('/', 'must begin with "/"'),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  times: z.int().min(1).optional(),
  effect,
})
