import { type Exchange, type Finding, finding } from '../../finding.ts'
import type { LineReading } from '../explain/read-line.ts'
import { findingsOf, pulls, type Situation, withWhom } from '../situation.ts'

/**
 * The line tells of a limit or of a fault of the registry, and nothing of it is met now: a warning, since it counts for
 * the address, the account and the moment, and may be met again where the line was printed.
 */
export function passingFault(
  { subject, chosen, anonymous, stored }: Situation,
  reading: LineReading | undefined,
): readonly Finding[] {
  const code = reading?.causes[0]?.code
  if (code !== 'registry.rate_limited' && code !== 'registry.server_error') return []
  const attempts = [...stored, anonymous]
  if (!pulls(chosen) || attempts.some((each) => findingsOf(each).some((met) => met.code === code))) return []
  const here = `${subject.name} is pulled ${withWhom(chosen)} from here now`
  if (code === 'registry.server_error')
    return [
      finding(code, {
        severity: 'warning',
        summary: `The line tells of a fault of ${subject.host}, and ${here}: the fault is over, or meets only some.`,
        evidence: [{ asked: `the pull ${withWhom(chosen)}`, answered: 'the image' }],
        remedy: {
          action: `Try again where the line was printed; if it stays, look at what ${subject.host} says of its state.`,
        },
      }),
    ]
  const limits = attempts.flatMap((each): readonly Exchange[] => {
    const limit = each.verification.credential.rateLimit
    return limit
      ? [
          {
            asked: `the limit ${withWhom(each)}`,
            answered: `${limit.remaining} of ${limit.limit} pulls are left`,
          },
        ]
      : []
  })
  return [
    finding(code, {
      summary: `The line tells of a limit, and ${here}: a limit counts for one address or account, and for a time.`,
      evidence:
        limits.length > 0 ? limits : [{ asked: `the pull ${withWhom(chosen)}`, answered: 'the image' }],
      remedy: {
        action: `Where the line was printed, wait, log in to ${subject.host}, which raises most limits for public images too, or pull through a mirror.`,
      },
    }),
  ]
}
