import { type Finding, finding } from '../../finding.ts'
import { errorsOf, isAboutWhoAsks, pulls, type Situation } from '../situation.ts'

/** An image without a host that Docker Hub does not give, and another registry does. */
export function assumedHost({ subject, chosen }: Situation, foundAt: string | undefined): readonly Finding[] {
  if (!subject.hostAssumed || pulls(chosen)) return []
  const [first] = errorsOf(chosen)
  // A limit, which is no error of its own, tells nothing of the name.
  if (!foundAt && (!first || !isAboutWhoAsks(first.code))) return []
  const short = subject.name.slice(subject.host.length + 1).replace(/^library\//, '')
  const name = foundAt ? `${foundAt}/${short}` : undefined
  return [
    finding('image.host_assumed', {
      severity: name ? 'error' : 'info',
      summary: name
        ? `${short} names no host, which means Docker Hub; the image is ${name}.`
        : `${short} names no host, which means Docker Hub: ${subject.name} was asked for.`,
      evidence: [{ asked: `the host of ${short}`, answered: subject.host }],
      remedy: {
        action: name
          ? `Write ${name}.`
          : 'If it is of another registry, write its host before the name, such as ghcr.io/.',
      },
    }),
  ]
}
