import { type Finding, finding } from '../../finding.ts'
import type { Identity } from '../diagnosis.ts'
import {
  errorsOf,
  evidenceOf,
  isAboutWhoAsks,
  isAnonymous,
  pulls,
  type Situation,
  withWhom,
} from '../situation.ts'

/** The longest prefix that a repository can be chosen by: `acme/team` of `acme/team/app`. */
function prefixFor(repository: string): string {
  const slash = repository.lastIndexOf('/')
  return slash < 0 ? repository : repository.slice(0, slash)
}

function remedy(works: Identity, chosen: Identity | undefined, repository: string, host: string): string {
  switch (works.source) {
    case 'docker':
      return `Use Docker's own credential for ${host}, or give this one's account access to ${repository}.`
    case 'typed':
      return `Log in with it: \`docker login ${host}\`.`
    default: {
      const parent = prefixFor(repository)
      // The same prefix for both would leave the choice as it is.
      const prefix = chosen?.repositoryPrefix === parent ? repository : parent
      return `Give the connection ${works.name} the prefix ${prefix}, so that it is chosen for ${repository}.`
    }
  }
}

/** The identity that would be used cannot pull the image, and another one that is stored can. */
export function anotherWorks({
  subject,
  chosen,
  stored,
  anonymous,
  identityOf,
}: Situation): readonly Finding[] {
  if (pulls(chosen) || pulls(anonymous)) return []
  const [first] = errorsOf(chosen)
  const works = stored.find((attempt) => attempt !== chosen && pulls(attempt))
  const other = works && identityOf(works)
  if (!works || !other || (first !== undefined && !isAboutWhoAsks(first.code))) return []
  const used = isAnonymous(chosen) ? 'Nothing that is stored fits it, so it' : `It`
  return [
    finding('identity.another_works', {
      summary: `${subject.name} can be pulled ${withWhom(works)}. ${used} would be pulled ${withWhom(chosen)}, which fails: ${chosen.reason}.`,
      evidence: [evidenceOf(works), evidenceOf(chosen)],
      remedy: { action: remedy(other, identityOf(chosen), subject.repository, subject.host) },
    }),
  ]
}
